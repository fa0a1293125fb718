using System.Diagnostics;
using NoisyStudent.Runs;

namespace NoisyStudent.Tests.Runs;

/// <summary>Writes down what it is told, and can interrupt the run at a stage.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    private readonly CancellationTokenSource _interrupt = new();

    public List<string> Notes { get; } = [];

    public List<string> Stages { get; } = [];

    /// <summary>When stages began, by their titles, as timestamps of <see cref="Stopwatch"/>.</summary>
    public Dictionary<string, long> Began { get; } = [];

    public List<ModelResult> Models { get; } = [];

    /// <summary>Interrupts when a stage whose title begins so advances for the first time.</summary>
    public string? InterruptAt { get; init; }

    /// <summary>When that was.</summary>
    public DateTime? Interrupted { get; private set; }

    public CancellationToken Interrupt => _interrupt.Token;

    public void Note(string text) => Notes.Add(text);

    public void StageStarted(RunStage stage)
    {
        Stages.Add(stage.Title);
        Began[stage.Title] = Stopwatch.GetTimestamp();
    }

    public void StageAdvanced(RunStage stage, StageProgress progress)
    {
        if (InterruptAt is not null && stage.Title.StartsWith(InterruptAt, StringComparison.Ordinal))
        {
            Interrupted ??= DateTime.UtcNow;
            _interrupt.Cancel();
        }
    }

    public void StageFinished(RunStage stage)
    {
    }

    public void ModelFinished(ModelResult model) => Models.Add(model);
}
