using NoisyStudent.Training;

namespace NoisyStudent.Runs;

/// <summary>Writes <c>log.jsonl</c>, a line for each step that a training reports, and the same as TensorBoard's events.</summary>
internal sealed class RunLog
{
    /// <summary>The name of the file.</summary>
    internal const string FileName = "log.jsonl";

    private readonly string _path;
    private readonly int _iteration;
    private readonly long _stepsBefore;
    private readonly TensorBoardEvents _events;

    private RunLog(string path, int iteration, long stepsBefore, TensorBoardEvents events) =>
        (_path, _iteration, _stepsBefore, _events) = (path, iteration, stepsBefore, events);

    /// <summary>
    /// Begins the log of one training, or goes on with it: lines that an interrupted one left of later steps, or left half, are gone.
    /// </summary>
    /// <param name="folder">The run.</param>
    /// <param name="iteration">Which model is trained.</param>
    /// <param name="stepsBefore">How many steps of the model came before this training; lines count from there.</param>
    /// <param name="step">How many of its steps are done.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static RunLog Begin(RunFolder folder, int iteration, long stepsBefore, long step)
    {
        var earlier = RunLogLine.Read(folder.LogFile).Where(line => (line.Iteration, line.Step).CompareTo((iteration, stepsBefore + step)) <= 0).ToArray();
        WholeFile.WriteText(folder.LogFile, string.Concat(earlier.Select(line => line.ToJson() + "\n")));
        return new RunLog(folder.LogFile, iteration, stepsBefore, TensorBoardEvents.Begin(
            folder.TensorBoardFolder(iteration), earlier.Where(line => line.Iteration == iteration)));
    }

    /// <summary>Leaves out the lines of models that are no longer the run's.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="from">The first of them.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void Drop(RunFolder folder, int from)
    {
        if (File.Exists(folder.LogFile))
        {
            WholeFile.WriteText(folder.LogFile, string.Concat(RunLogLine.Read(folder.LogFile).Where(line => line.Iteration < from).Select(line => line.ToJson() + "\n")));
        }
    }

    /// <summary>Keeps the lines of a model beside it.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="iteration">Which model.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void KeepBeside(RunFolder folder, int iteration) => WholeFile.WriteText(
        Path.Combine(folder.ModelFolder(iteration), FileName),
        string.Concat(RunLogLine.Read(folder.LogFile).Where(line => line.Iteration == iteration).Select(line => line.ToJson() + "\n")));

    /// <summary>Takes over the lines of a model that was taken.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="iteration">Which model, in its place.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void Take(RunFolder folder, int iteration)
    {
        RunLogLine[] lines = [.. RunLogLine.Read(Path.Combine(folder.ModelFolder(iteration), FileName)).Where(line => line.Iteration == iteration)];
        var others = RunLogLine.Read(folder.LogFile).Where(line => line.Iteration < iteration);
        WholeFile.WriteText(folder.LogFile, string.Concat(others.Concat(lines).Select(line => line.ToJson() + "\n")));
        TensorBoardEvents.Begin(folder.TensorBoardFolder(iteration), lines);
    }

    /// <summary>Adds a line.</summary>
    /// <param name="progress">Where the training stands.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Add(TrainingProgress progress)
    {
        var line = new RunLogLine(_iteration, _stepsBefore + progress.Step, progress.Epoch, progress.LearningRate, progress.Loss, progress.ValidationTop1);
        try
        {
            // No model depends on the log, so a power failure may cost it lines, but for the few with a validation.
            using var stream = new FileStream(_path, FileMode.Append, FileAccess.Write);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(line.ToJson() + "\n"));
            stream.Flush(flushToDisk: progress.ValidationTop1 is not null);
            _events.Add(line);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"Cannot write {_path}: {exception.Message.TrimEnd('.')}. Make room and give the same command again; finished models are kept.",
                exception);
        }
    }
}
