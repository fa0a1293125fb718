using NoisyStudent.Events;
using NoisyStudent.Reporting;
using NoisyStudent.Runs;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>Shows events: stages and results in a way of its own, all others as lines.</summary>
/// <param name="console">Where lines go.</param>
internal abstract class ProgressObserver(IAnsiConsole console) : IRunObserver
{
    /// <inheritdoc/>
    public void On(RunEvent what)
    {
        switch (what)
        {
            case StageStarted started:
                Begin(started.Stage);
                break;
            case StageAdvanced advanced:
                Advance(advanced.Stage, advanced.Progress);
                break;
            case StageEnded ended:
                End(ended.Stage, ended.Outcome);
                break;
            case ModelFinished finished:
                Finish(finished.Model);
                break;
            default:
                if (EventText.Of(what) is { } line)
                {
                    console.WriteLine(PrintableText.Said(line));
                }

                break;
        }
    }

    protected abstract void Begin(RunStage stage);

    protected abstract void Advance(RunStage stage, StageProgress progress);

    protected abstract void End(RunStage stage, StageOutcome outcome);

    protected abstract void Finish(ModelResult model);
}
