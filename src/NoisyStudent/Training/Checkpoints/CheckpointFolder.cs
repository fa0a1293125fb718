using System.Globalization;

namespace NoisyStudent.Training.Checkpoints;

/// <summary>The folder in which one training leaves its last checkpoints.</summary>
/// <param name="path">The folder; made when the first checkpoint is written.</param>
/// <param name="every">How long between two checkpoints.</param>
internal sealed class CheckpointFolder(string path, TimeSpan every)
{
    private const int Kept = 2;
    private const string Extension = ".safetensors";

    /// <summary>How long between two checkpoints.</summary>
    public TimeSpan Every { get; } = every;

    /// <summary>Called after each checkpoint.</summary>
    public Action? Saved { get; init; }

    /// <summary>The file of the last checkpoint; null where there is none.</summary>
    public string? Last => Files().FirstOrDefault();

    /// <summary>Writes a checkpoint and removes all but the last two.</summary>
    /// <param name="checkpoint">The checkpoint.</param>
    /// <exception cref="NoisyStudentException">It cannot be written; the earlier ones are kept.</exception>
    public void Save(Checkpoint checkpoint)
    {
        checkpoint.Write(Path.Combine(path, $"step-{checkpoint.Step.ToString("D9", CultureInfo.InvariantCulture)}{Extension}"));
        foreach (var file in Files().Skip(Kept))
        {
            Remove(() => File.Delete(file));
        }

        Saved?.Invoke();
    }

    /// <summary>Reads the last checkpoint that is whole. One that is not is put aside under another ending.</summary>
    /// <param name="damaged">Told in a sentence of each one that is not.</param>
    /// <returns>The checkpoint; null where there is none.</returns>
    public Checkpoint? Load(Action<string> damaged)
    {
        var files = Files();
        foreach (var (place, file) in files.Index())
        {
            try
            {
                return Checkpoint.Read(file);
            }
            catch (NoisyStudentException exception)
            {
                var instead = place + 1 < files.Length ? "going on from the one before it" : "there is none before it, so the training begins again";
                damaged($"{exception.Message.TrimEnd('.')}; {instead}");
                Remove(() => File.Move(file, $"{file}.damaged", overwrite: true));
            }
        }

        return null;
    }

    /// <summary>Removes all checkpoints: the training is done.</summary>
    public void Clear()
    {
        if (Directory.Exists(path))
        {
            Remove(() => Directory.Delete(path, recursive: true));
        }
    }

    /// <summary>What cannot be removed costs room, but no run.</summary>
    private static void Remove(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The checkpoints, last one first. What a killed process left half-written has another ending.</summary>
    private string[] Files() => Directory.Exists(path)
        ? [.. Directory.GetFiles(path, $"step-*{Extension}").OrderDescending(StringComparer.Ordinal)]
        : [];
}
