using NoisyStudent.Events;
using NoisyStudent.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace NoisyStudent.Cli.Terminal;

/// <summary>Progress as bars: one for each stage, with images a second, time left, loss and validation top-1.</summary>
internal sealed class ProgressBars : ProgressObserver
{
    private readonly ProgressContext _context;
    private ProgressTask? _task;

    private ProgressBars(IAnsiConsole console, ProgressContext context)
        : base(console) => _context = context;

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

    protected override void Begin(RunStage stage)
    {
        _task = _context.AddTask(Markup.Escape(PrintableText.Of(stage.Title)), autoStart: true, maxValue: (stage.Total - stage.Before) ?? 1);
        _task.IsIndeterminate = stage.Total is null;
        _task.State.Update<Shown>(Shown.Key, _ => new Shown(0, null, null, stage.Unit));
    }

    protected override void Advance(RunStage stage, StageProgress progress)
    {
        _task!.State.Update<Shown>(Shown.Key, shown => new Shown(
            progress.Done - stage.Before, progress.Loss ?? shown.Loss, progress.ValidationTop1 ?? shown.ValidationTop1, stage.Unit));
        if ((progress.Total ?? stage.Total) is { } total)
        {
            _task.IsIndeterminate = false;
            _task.MaxValue = Math.Max(1, total - stage.Before);
            _task.Value = progress.Done - stage.Before;
        }
    }

    /// <summary>A bar that was stopped stays as full as it was.</summary>
    protected override void End(RunStage stage, StageOutcome outcome)
    {
        _task!.IsIndeterminate = false;
        _task.Value = outcome == StageOutcome.Finished ? _task.MaxValue : _task.Value;
        _task.StopTask();
    }

    /// <summary>The table at the end shows it.</summary>
    protected override void Finish(ModelResult model)
    {
    }

    /// <summary>What a bar's columns show beside it.</summary>
    private readonly record struct Shown(long Since, double? Loss, double? ValidationTop1, string Unit)
    {
        public const string Key = "shown";
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            task.ElapsedTime is { TotalSeconds: > 0.1 } elapsed && task.State.Get<Shown>(Shown.Key) is { Since: > 0 } shown
                ? new Text($"{shown.Since / elapsed.TotalSeconds:N0} {shown.Unit}/s")
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
