using System.Diagnostics;
using NoisyStudent.Events;
using NoisyStudent.Runs;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>Progress as plain lines, for a log: one at a stage's end, and one every ten seconds in between.</summary>
/// <param name="console">Where they go.</param>
internal sealed class ProgressLines(IAnsiConsole console) : ProgressObserver(console)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(10);

    private readonly IAnsiConsole _console = console;
    private readonly Stopwatch _stage = new();
    private TimeSpan _lastLine;
    private StageProgress _latest = new(0);
    private long _before;
    private double? _validation;

    protected override void Begin(RunStage stage)
    {
        _stage.Restart();
        _lastLine = TimeSpan.Zero;
        _latest = new StageProgress(stage.Before);
        _before = stage.Before;
        _validation = null;
    }

    protected override void Advance(RunStage stage, StageProgress progress)
    {
        _latest = progress;
        _validation = progress.ValidationTop1 ?? _validation;
        if (_stage.Elapsed - _lastLine >= _interval)
        {
            _lastLine = _stage.Elapsed;
            _console.WriteLine($"{Title(stage)}: {Counts(stage)}{Left(stage)}{Quality()}");
        }
    }

    protected override void End(RunStage stage, StageOutcome outcome)
    {
        if (outcome == StageOutcome.Finished)
        {
            _console.WriteLine(_latest.Done > _before
                ? $"{Title(stage)}: {_latest.Done - _before:N0} {stage.Unit} in {Duration.Text(_stage.Elapsed)}, {Rate:N0} {stage.Unit}/s{Quality()}"
                : $"{Title(stage)}: {Duration.Text(_stage.Elapsed)}");
        }
    }

    protected override void Finish(ModelResult model) => _console.WriteLine(ResultsTable.Line(model));

    /// <summary>A model's name may be that of its file.</summary>
    private static string Title(RunStage stage) => PrintableText.Of(stage.Title);

    private double Rate => (_latest.Done - _before) / Math.Max(1e-3, _stage.Elapsed.TotalSeconds);

    private string Counts(RunStage stage) => (_latest.Total ?? stage.Total) is { } total
        ? $"{_latest.Done:N0} of {total:N0} {stage.Unit}, {Rate:N0} {stage.Unit}/s"
        : $"{_latest.Done:N0} {stage.Unit}, {Rate:N0} {stage.Unit}/s";

    private string Left(RunStage stage) => (_latest.Total ?? stage.Total) is { } total && _latest.Done > _before
        ? $", {Duration.Text(TimeSpan.FromSeconds((total - _latest.Done) / Rate))} left"
        : "";

    private string Quality() =>
        (_latest.Loss is { } loss ? $", loss {loss:F3}" : "") + (_validation is { } top1 ? $", validation top-1 {Percentage.Text(top1)}" : "");
}
