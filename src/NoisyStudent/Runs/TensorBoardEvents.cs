using TorchSharp.Modules;
using static TorchSharp.torch.utils;

namespace NoisyStudent.Runs;

/// <summary>The curves of one model, for TensorBoard to show while it trains.</summary>
internal sealed class TensorBoardEvents
{
    private readonly SummaryWriter _writer;

    private TensorBoardEvents(SummaryWriter writer) => _writer = writer;

    /// <summary>Begins the events of a model anew, with those of steps that are done already.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="earlier">The steps that are done.</param>
    /// <exception cref="NoisyStudentException">They cannot be written.</exception>
    public static TensorBoardEvents Begin(string folder, IEnumerable<RunLogLine> earlier)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            var events = new TensorBoardEvents(tensorboard.SummaryWriter(folder, createRunName: false));
            foreach (var line in earlier)
            {
                events.Add(line);
            }

            return events;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"Cannot write into {folder}: {exception.Message.TrimEnd('.')}. Make room and give the same command again.", exception);
        }
    }

    /// <summary>Adds a step.</summary>
    /// <param name="line">The step.</param>
    public void Add(RunLogLine line)
    {
        Add("loss", line.Loss);
        Add("learning rate", line.LearningRate);
        if (line.ValidationTop1 is { } top1)
        {
            Add("validation top-1", top1);
        }

        void Add(string curve, double value) => _writer.add_scalar(curve, (float)value, (int)Math.Min(line.Step, int.MaxValue));
    }
}
