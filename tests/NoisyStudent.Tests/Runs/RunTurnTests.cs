using NoisyStudent.Events;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Runs;

[Collection(TorchCollection.Name)]
public sealed class RunTurnTests : IDisposable
{
    private const string Waits = "another run of this process is under way: this one waits for its end";

    private readonly PictureFolders _pictures = new();
    private readonly RunRequest _request;

    public RunTurnTests() => _request = _pictures.Request("students=[]", "teacher.epochs=1");

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task Two_runs_at_once_take_turns_and_end_in_the_same_bits_as_alone()
    {
        Run("alone", new RecordingObserver());
        RecordingObserver[] observers = [new(), new()];
        await Task.WhenAll(observers.Select((observer, number) => Task.Run(() => Run($"{number}", observer))));

        Assert.Single(observers, observer => observer.Notes.Contains(Waits));
        var (first, second) = observers[0].Notes.Contains(Waits) ? (observers[1], observers[0]) : (observers[0], observers[1]);
        Assert.True(first.Began.Values.Max() < second.Began.Values.Min(), "The second begins when the first is done.");
        Assert.All(observers, (_, number) => Assert.Equal(Model("alone"), Model($"{number}")));
    }

    [Fact]
    public void A_run_that_waits_can_be_cancelled_and_one_inside_another_is_refused()
    {
        using var cancelled = new CancellationTokenSource();
        var seen = new List<Exception?>();
        var nested = new ActingObserver(what =>
        {
            if (what is RunWaits)
            {
                cancelled.Cancel();
            }
        });
        var outer = new ActingObserver(what =>
        {
            if (what is SetsRead)
            {
                seen.Add(Record.Exception(() => Run("nested", nested)));
                OnAnotherThread(() => seen.Add(Record.Exception(() => Run("nested", nested, cancelled.Token))));
            }
        });
        Run("outer", outer);

        Assert.Equal(2, seen.Count);
        Assert.Contains("inside another", Assert.IsType<NoisyStudentException>(seen[0]).Message, StringComparison.Ordinal);
        Assert.IsType<OperationCanceledException>(seen[1]);
        Assert.True(cancelled.IsCancellationRequested);
        Assert.False(Directory.Exists(_pictures.In("nested")));
        Run("nested", new RecordingObserver());
    }

    /// <summary>Whoever is told may fail: the run says so to those who remain, and ends as it would have.</summary>
    [Fact]
    public void An_observer_that_throws_is_told_nothing_more_and_ends_no_run()
    {
        var calls = 0;
        Run("told", new ActingObserver(_ =>
        {
            calls++;
            throw new InvalidOperationException("the observer's own fault");
        }));
        Run("alone", new RecordingObserver());

        Assert.Equal(1, calls);
        Assert.Equal(Model("alone"), Model("told"));
        var log = EventLog.Read(_pictures.In("told", "events.jsonl")).Select(each => each.What).ToArray();
        Assert.Equal(new ObserverFailed(nameof(ActingObserver), "the observer's own fault"), Assert.Single(log.OfType<ObserverFailed>()));
        Assert.Equal(new RunEnded(StageOutcome.Finished), log[^1]);
    }

    private static void OnAnotherThread(Action work)
    {
        Exception? thrown = null;
        var thread = new Thread(() => thrown = Record.Exception(work));
        thread.Start();
        thread.Join();
        Assert.Null(thrown);
    }

    private void Run(string output, IRunObserver observer, CancellationToken cancellation = default) => new NoisyStudentRun(
        _request with { Output = _pictures.In(output) }, observer).Execute(cancellation);

    private byte[] Model(string run) => File.ReadAllBytes(_pictures.In(run, "iteration-0", "model.safetensors"));

    private sealed class ActingObserver(Action<RunEvent> act) : IRunObserver
    {
        public void On(RunEvent what) => act(what);
    }
}
