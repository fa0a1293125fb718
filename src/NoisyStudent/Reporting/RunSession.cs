using NoisyStudent.Events;
using NoisyStudent.Runs;

namespace NoisyStudent.Reporting;

/// <summary>A time that a run was at work: from its beginning to its end, or to what was last written where it was killed.</summary>
/// <param name="Began">When it began.</param>
/// <param name="Seconds">How long it took; at least so long where it has no end.</param>
/// <param name="Ending">How it ended and how long it took, in words.</param>
/// <param name="Lines">What happened.</param>
public sealed record RunSession(DateTimeOffset Began, double Seconds, string Ending, IReadOnlyList<SessionLine> Lines)
{
    private const double LeastSeconds = 1;

    /// <summary>Sorts what happened into the times that the run was at work.</summary>
    /// <param name="events">All that happened, in order.</param>
    /// <param name="folder">The run's folder.</param>
    internal static IReadOnlyList<RunSession> Of(IEnumerable<LoggedEvent> events, RunFolder folder)
    {
        var sessions = new List<List<LoggedEvent>>();
        foreach (var each in events)
        {
            if (sessions is [] || each.What is RunStarted || sessions[^1][^1].What is RunEnded)
            {
                sessions.Add([]);
            }

            sessions[^1].Add(each);
        }

        return [.. sessions.Select(session => Of(session, folder, isLast: session == sessions[^1]))];
    }

    private static RunSession Of(List<LoggedEvent> session, RunFolder folder, bool isLast)
    {
        var paths = OwnPaths.Of(folder, (session[0].What as RunStarted)?.Folder);
        var (seconds, outcome) = ((session[^1].At - session[0].At).TotalSeconds, (session[^1].What as RunEnded)?.Outcome);
        var told = session.Select((each, number) => (each.At, Text: LineOf(each.What, number > 0 ? session[number - 1].What : null)))
            .Append((session[^1].At, Text: outcome is null ? Unfinished(session) : null));
        return new RunSession(
            session[0].At, seconds, Describe(outcome, Duration.Text(seconds), isLast),
            [.. told.Where(line => line.Text is not null).Select(line => new SessionLine(line.At, paths.CutFrom(line.Text!)))]);
    }

    private static string Describe(StageOutcome? outcome, string time, bool isLast) => outcome switch
    {
        StageOutcome.Finished => $"finished after {time}",
        StageOutcome.Cancelled => $"cancelled after {time}",
        null when isLast => $"killed or still at work, after {time} or more",
        null => $"killed after {time} or more",
        _ => $"failed after {time}",
    };

    /// <summary>An event in a line. A run ends by what ended its stage, which is said once.</summary>
    private static string? LineOf(RunEvent what, RunEvent? before) => what switch
    {
        StageEnded { Outcome: StageOutcome.Finished } ended => ended.Seconds > LeastSeconds ? $"{ended.Stage.Title}: {Duration.Text(ended.Seconds)}" : null,
        StageEnded { Outcome: StageOutcome.Cancelled } ended => $"{ended.Stage.Title}: cancelled after {Duration.Text(ended.Seconds)}",
        StageEnded ended => $"{ended.Stage.Title}: failed after {Duration.Text(ended.Seconds)}" + Reason(ended.Error),
        RunEnded { Outcome: StageOutcome.Failed } ended => before is StageEnded { Error: { } error } && error == ended.Error ? null : "the run failed" + Reason(ended.Error),
        _ => EventText.Of(what),
    };

    private static string Reason(string? error) => error is null ? "" : $": {error.TrimEnd('.')}";

    /// <summary>The stage that was under way at the last word of a session without an end, and how far it was.</summary>
    private static string? Unfinished(List<LoggedEvent> session)
    {
        var begun = session.FindLastIndex(each => each.What is StageStarted);
        if (begun < 0 || session.FindIndex(begun, each => each.What is StageEnded) >= 0)
        {
            return null;
        }

        var stage = ((StageStarted)session[begun].What).Stage;
        var progress = session.Skip(begun).Select(each => each.What).OfType<StageAdvanced>().LastOrDefault()?.Progress;
        return $"{stage.Title}: not finished" + (progress is null ? "" : $", {progress.Done:N0}{((progress.Total ?? stage.Total) is { } total ? $" of {total:N0}" : "")} {stage.Unit} done");
    }
}

/// <summary>Something that happened while a run was at work.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What, without a full stop.</param>
public sealed record SessionLine(DateTimeOffset At, string Text);
