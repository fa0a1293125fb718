using System.Text.Json;

namespace NoisyStudent.Runs;

/// <summary>Reads the JSON files of a run's folder, any of which may be damaged.</summary>
internal static class RunJson
{
    /// <summary>Reads one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="isWhole">Whether nothing is missing.</param>
    /// <param name="lack">What is said where something is.</param>
    /// <param name="remedy">What to do about a damaged file: the rest of the sentence, from its colon or semicolon on.</param>
    /// <param name="options">How it is written; null for <see cref="RunResults.Json"/>.</param>
    /// <returns>What it holds; null where there is no file.</returns>
    /// <exception cref="NoisyStudentException">The file cannot be read or is damaged.</exception>
    public static T? Read<T>(string path, Func<T, bool> isWhole, string lack, string remedy, JsonSerializerOptions? options = null)
        where T : class
    {
        try
        {
            return !File.Exists(path) ? null
                : JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), options ?? RunResults.Json) is { } read && isWhole(read) ? read
                : throw new JsonException(lack);
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read or is damaged ({exception.Message.TrimEnd('.')}){remedy}.", exception);
        }
    }
}
