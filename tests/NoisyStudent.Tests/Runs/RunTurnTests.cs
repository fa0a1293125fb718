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
        var isFirst = true;
        var nested = new NotingObserver(note =>
        {
            if (note == Waits)
            {
                cancelled.Cancel();
            }
        });
        var outer = new NotingObserver(_ =>
        {
            if (isFirst)
            {
                isFirst = false;
                Assert.Contains("inside another", Assert.Throws<NoisyStudentException>(() => Run("nested", nested)).Message, StringComparison.Ordinal);
                OnAnotherThread(() => Assert.ThrowsAny<OperationCanceledException>(() => Run("nested", nested, cancelled.Token)));
            }
        });
        Run("outer", outer);

        Assert.False(isFirst);
        Assert.True(cancelled.IsCancellationRequested);
        Assert.False(Directory.Exists(_pictures.In("nested")));
        Run("nested", new RecordingObserver());
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

    /// <summary>Is told of notes alone.</summary>
    private sealed class NotingObserver(Action<string> note) : IRunObserver
    {
        public void Note(string text) => note(text);

        public void StageStarted(RunStage stage)
        {
        }

        public void StageAdvanced(RunStage stage, StageProgress progress)
        {
        }

        public void StageFinished(RunStage stage)
        {
        }

        public void ModelFinished(ModelResult model)
        {
        }
    }
}
