using NoisyStudent.Events;
using NoisyStudent.Reporting;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Runs;

[Collection(TorchCollection.Name)]
public sealed class EventLogTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void A_run_leaves_the_events_that_its_observer_was_told_in_their_order()
    {
        var observer = new RecordingObserver();
        new NoisyStudentRun(_pictures.Request("teacher.epochs=1", "students.0.epochs=1", "students.1.epochs=1", "pseudo-labels.calibrate=true"), observer)
            .Execute(TestContext.Current.CancellationToken);
        var (log, told) = (Log(), observer.Events.Where(each => each is not StageAdvanced).ToArray());

        Assert.Equal(told.Select(each => each.GetType()), log.Select(each => each.What).Where(each => each is not StageAdvanced).Select(each => each.GetType()));
        Assert.Equal(told.Select(EventText.Of), log.Select(each => each.What).Where(each => each is not StageAdvanced).Select(EventText.Of));
        Assert.Equal(told.OfType<StageEnded>(), log.Select(each => each.What).OfType<StageEnded>());
        Assert.Equal(told.OfType<ModelFinished>().Select(each => each.Model), log.Select(each => each.What).OfType<ModelFinished>().Select(each => each.Model));
        Assert.Equal(log.Select(each => each.At).Order(), log.Select(each => each.At));
        Assert.Equal(new RunEnded(StageOutcome.Finished), log[^1].What);
        Assert.Contains(log, each => each.What is StageAdvanced { Progress.ValidationTop1: not null });
    }

    [Fact]
    public void A_stage_that_is_cancelled_ends_and_so_does_the_run()
    {
        var observer = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(_pictures.Request(), observer).Execute(observer.Interrupt));

        var log = Log();
        Assert.Equal(new RunEnded(StageOutcome.Cancelled), log[^1].What);
        Assert.Equal(("student 1: train resnet-8", StageOutcome.Cancelled), Ended(log[^2].What));
        Assert.Equal(log.Count(each => each.What is StageStarted), log.Count(each => each.What is StageEnded));

        new NoisyStudentRun(_pictures.Request()).Execute(TestContext.Current.CancellationToken);
        Assert.Equal([StageOutcome.Cancelled, StageOutcome.Finished], Log().Select(each => each.What).OfType<RunEnded>().Select(each => each.Outcome));
    }

    [Fact]
    public void A_stage_that_fails_ends_with_the_reason()
    {
        File.WriteAllText(_pictures.In("unlabeled", "broken.png"), "no picture");
        var observer = new RecordingObserver();
        var request = _pictures.Request() with { BadImages = NoisyStudent.Datasets.BadImagePolicy.Fail };
        var refusal = Assert.Throws<NoisyStudentException>(() => new NoisyStudentRun(request, observer).Execute(TestContext.Current.CancellationToken));

        Assert.Equal(new RunEnded(StageOutcome.Failed, refusal.Message), observer.Events[^1]);
        Assert.Equal(("read unlabeled pictures", StageOutcome.Failed), Ended(observer.Events[^2]));
        Assert.Equal(refusal.Message, ((StageEnded)observer.Events[^2]).Error);
    }

    [Fact]
    public void Lines_that_are_damaged_or_of_another_version_are_passed_over()
    {
        var path = _pictures.In("events.jsonl");
        var log = new EventLog();
        log.On(new Remark("before there is a file"));
        Assert.False(File.Exists(path));
        log.Begin(path);
        File.AppendAllText(path, "{\"at\":\"2026-01-01T00:00:00Z\",\"what\":{\"event\":\"of-tomorrow\",\"x\":1}}\n{\"at\":\n\0\0\0\n");
        log.On(new RunEnded(StageOutcome.Failed, "why"));

        Assert.Equal([new Remark("before there is a file"), new RunEnded(StageOutcome.Failed, "why")], EventLog.Read(path, out var damaged).Select(each => each.What));
        Assert.Equal(2, damaged);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "at": "2026-01-01T00:00:00Z" }""")]
    [InlineData("""{ "at": "2026-01-01T00:00:00Z", "what": null }""")]
    [InlineData("""{ "at": "2026-01-01T00:00:00Z", "what": { "text": "of no kind" } }""")]
    [InlineData("""{ "at": "2026-01-01T00:00:00Z", "what": { "event": 1 } }""")]
    [InlineData("""{ "what": { "event": "remark", "text": "at no time" } }""")]
    [InlineData("""{ "at": "2026-01-01T00:00:00Z", "what": { "event": "stage-ended", "stage": null, "outcome": "Failed", "seconds": 1, "error": null } }""")]
    [InlineData("""{ "at": "2026-01-01T00:00:00Z", "what": { "event": "stage-ended", "outcome": "Failed", "seconds": 1, "error": null } }""")]
    public void A_line_that_lacks_something_is_damaged(string line)
    {
        File.WriteAllText(_pictures.In("events.jsonl"), line + "\n");
        Assert.Empty(EventLog.Read(_pictures.In("events.jsonl"), out var damaged));
        Assert.Equal(1, damaged);
    }

    [Fact]
    public void A_line_that_was_left_half_takes_no_other_with_it()
    {
        var path = _pictures.In("events.jsonl");
        File.WriteAllText(path, EventLog.ToJson(new LoggedEvent(DateTimeOffset.UnixEpoch, new Remark("whole"))) + "\n{\"at\":");
        var log = new EventLog();
        log.On(new Remark("next"));
        log.Begin(path);
        Assert.Equal([new Remark("whole"), new Remark("next")], EventLog.Read(path, out var damaged).Select(each => each.What));
        Assert.Equal(1, damaged);
    }

    private static (string Stage, StageOutcome Outcome) Ended(RunEvent what) => what is StageEnded ended ? (ended.Stage.Title, ended.Outcome) : default;

    private LoggedEvent[] Log() => [.. EventLog.Read(_pictures.In("run", "events.jsonl"))];
}
