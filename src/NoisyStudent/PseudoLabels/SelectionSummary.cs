using System.Text.Encodings.Web;
using System.Text.Json;

namespace NoisyStudent.PseudoLabels;

/// <summary>What a selection made of each class; the JSON file beside it.</summary>
/// <param name="Classes">Each class by its name, in the order of the teacher's classes.</param>
public sealed record SelectionSummary(IReadOnlyDictionary<string, ClassSelection> Classes)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON file beside a selection.</summary>
    /// <param name="selection">The Parquet file.</param>
    public static string FileOf(string selection) => Path.ChangeExtension(selection, ".json");

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It is missing or damaged.</exception>
    public static SelectionSummary Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<SelectionSummary>(File.ReadAllBytes(path), _json)!;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read: {exception.Message.TrimEnd('.')}; select again.", exception);
        }
    }

    /// <summary>Writes it as JSON.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Write(string path) => WholeFile.WriteText(path, JsonSerializer.Serialize(this, _json) + "\n");
}
