using System.Text.Json;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;

namespace NoisyStudent.SelfTraining;

/// <summary>Keeps what a run's models start from, as that was found out once, for who goes on with the run.</summary>
internal static class AutoStartFile
{
    /// <summary>Reads it.</summary>
    /// <param name="file">The file.</param>
    /// <returns>What was found out; null where there is no file.</returns>
    /// <exception cref="NoisyStudentException">The file is damaged.</exception>
    public static AutoStart? Read(string file) => RunJson.Read<AutoStart>(
        file, start => start.Reason is not null && (start.Init is null || start.Network is not null), "it is not complete", ": start again in another `Output`");

    /// <summary>Writes it, in place of what an earlier call may have left that ended before the run began.</summary>
    /// <param name="file">The file.</param>
    /// <param name="start">What was found out; null for nothing.</param>
    public static void Keep(string file, AutoStart? start)
    {
        if (start is null)
        {
            File.Delete(file);
        }
        else
        {
            WholeFile.WriteText(file, JsonSerializer.Serialize(start, RunResults.Json) + "\n");
        }
    }
}
