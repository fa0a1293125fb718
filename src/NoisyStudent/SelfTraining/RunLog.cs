using System.Text.Json;
using NoisyStudent.Training;

namespace NoisyStudent.SelfTraining;

/// <summary>Writes <c>log.jsonl</c>: a line for each step that a training reports.</summary>
public sealed class RunLog
{
    private readonly string _path;
    private readonly int _iteration;
    private readonly long _stepsBefore;

    private RunLog(string path, int iteration, long stepsBefore) => (_path, _iteration, _stepsBefore) = (path, iteration, stepsBefore);

    /// <summary>
    /// Begins the log of one training, or goes on with it: lines that an interrupted one left of later steps, or left half, are gone.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="iteration">Which model is trained.</param>
    /// <param name="stepsBefore">How many steps of the model came before this training; lines count from there.</param>
    /// <param name="step">How many of its steps are done.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static RunLog Begin(string path, int iteration, long stepsBefore, long step)
    {
        var earlier = File.Exists(path) ? File.ReadLines(path).Where(line => PlaceOf(line).CompareTo((iteration, stepsBefore + step)) <= 0) : [];
        WholeFile.WriteText(path, string.Concat(earlier.Select(line => line + "\n")));
        return new RunLog(path, iteration, stepsBefore);
    }

    /// <summary>Reads the log of all trainings. Lines that are damaged are left out, as a power failure may leave the last one half.</summary>
    /// <param name="path">The file; where there is none, there is nothing to read.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read.</exception>
    public static IReadOnlyList<RunLogEntry> Read(string path)
    {
        try
        {
            return File.Exists(path) ? [.. File.ReadLines(path).Select(EntryOf).OfType<RunLogEntry>()] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Adds a line.</summary>
    /// <param name="progress">Where the training stands.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Add(TrainingProgress progress)
    {
        var line = new RunLogEntry(_iteration, _stepsBefore + progress.Step, progress.Epoch, progress.LearningRate, progress.Loss, progress.ValidationTop1);
        try
        {
            // No model depends on the log, so a power failure may cost it lines, but for the few with a validation.
            using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write);
            stream.Write(JsonSerializer.SerializeToUtf8Bytes(line, JsonSerializerOptions.Web));
            stream.Write("\n"u8);
            stream.Flush(flushToDisk: progress.ValidationTop1 is not null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"Cannot write {_path}: {exception.Message.TrimEnd('.')}. Make room and give the same command again; finished models are kept.",
                exception);
        }
    }

    private static RunLogEntry? EntryOf(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<RunLogEntry>(line, JsonSerializerOptions.Web) is { Iteration: >= 0, Step: > 0 } entry ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (int Iteration, long Step) PlaceOf(string line)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            return (entry.RootElement.GetProperty("iteration").GetInt32(), entry.RootElement.GetProperty("step").GetInt64());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return (int.MaxValue, 0);
        }
    }
}
