using NoisyStudent.Events;
using NoisyStudent.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NoisyStudent.Cli.Terminal;

/// <summary>Progress as bars: one for each stage, with images a second, time left, loss and validation top-1.</summary>
internal sealed class ProgressBars : IRunObserver
{
    private readonly IAnsiConsole _console;
    private readonly ProgressContext _context;
    private ProgressTask? _task;

    private ProgressBars(IAnsiConsole console, ProgressContext context) => (_console, _context) = (console, context);

    /// <summary>Shows bars while a run lasts.</summary>
    public static T Watch<T>(IAnsiConsole console, Func<IRunObserver, T> run) => console.Progress()
        .AutoClear(false)
        .HideCompleted(false)
        .Columns(
            new TaskDescriptionColumn { Alignment = Justify.Left },
            new ProgressBarColumn { Width = 24 },
            new PercentageColumn(),
            new RateColumn(),
            new RemainingTimeColumn(),
            new QualityColumn())
        .Start(context => run(new ProgressBars(console, context)));

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
                End(ended.Outcome);
                break;
            default:
                if (EventText.Of(what) is { } line)
                {
                    _console.WriteLine(PrintableText.Said(line));
                }

                break;
        }
    }

    private void Begin(RunStage stage)
    {
        _task = _context.AddTask(Markup.Escape(PrintableText.Of(stage.Title)), autoStart: true, maxValue: (stage.Total - stage.Before) ?? 1);
        _task.IsIndeterminate = stage.Total is null;
    }

    private void Advance(RunStage stage, StageProgress progress)
    {
        _task!.State.Update<Shown>(Shown.Key, shown => new Shown(
            progress.Done - stage.Before, progress.Loss ?? shown.Loss, progress.ValidationTop1 ?? shown.ValidationTop1));
        if ((progress.Total ?? stage.Total) is { } total)
        {
            _task.IsIndeterminate = false;
            _task.MaxValue = Math.Max(1, total - stage.Before);
            _task.Value = progress.Done - stage.Before;
        }
    }

    /// <summary>A bar that was stopped stays as full as it was.</summary>
    private void End(StageOutcome outcome)
    {
        _task!.IsIndeterminate = false;
        _task.Value = outcome == StageOutcome.Finished ? _task.MaxValue : _task.Value;
        _task.StopTask();
    }

    /// <summary>What a bar's columns show beside it.</summary>
    private readonly record struct Shown(long Since, double? Loss, double? ValidationTop1)
    {
        public const string Key = "shown";
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            task.ElapsedTime is { TotalSeconds: > 0.1 } elapsed && task.State.Get<Shown>(Shown.Key).Since is > 0 and var images
                ? new Text($"{images / elapsed.TotalSeconds:N0} images/s")
                : Text.Empty;
    }

    private sealed class QualityColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
        {
            var shown = task.State.Get<Shown>(Shown.Key);
            return new Text(
                (shown.Loss is { } loss ? $"loss {loss:F2}" : "")
                + (shown.ValidationTop1 is { } top1 ? $"  validation {Percentage.Text(top1)}" : ""));
        }
    }
}
