using System.Diagnostics;
using NoisyStudent.Events;
using NoisyStudent.Reporting;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Runs;

/// <summary>Writes down what it is told, and can interrupt the run at a stage.</summary>
internal sealed class RecordingObserver : IRunObserver
{
    private readonly CancellationTokenSource _interrupt = new();

    /// <summary>What was told in words.</summary>
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

    /// <summary>All that happened.</summary>
    public List<RunEvent> Events { get; } = [];

    /// <summary>Makes a run, or goes on with it.</summary>
    /// <param name="request">What is asked for.</param>
    /// <returns>All that happened.</returns>
    public static RecordingObserver Of(RunRequest request)
    {
        var observer = new RecordingObserver();
        new NoisyStudentRun(request, observer).Execute(TestContext.Current.CancellationToken);
        return observer;
    }

    public void On(RunEvent what)
    {
        Events.Add(what);
        switch (what)
        {
            case StageStarted { Stage.Title: var title }:
                Stages.Add(title);
                Began[title] = Stopwatch.GetTimestamp();
                break;
            case StageAdvanced { Stage.Title: var title } when InterruptAt is not null && title.StartsWith(InterruptAt, StringComparison.Ordinal):
                Interrupted ??= DateTime.UtcNow;
                _interrupt.Cancel();
                break;
            case ModelFinished finished:
                Models.Add(finished.Model);
                break;
            default:
                Notes.AddRange(((string?[])[EventText.Of(what)]).OfType<string>());
                break;
        }
    }
}
