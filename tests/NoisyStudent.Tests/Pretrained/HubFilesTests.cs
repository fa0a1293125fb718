using NoisyStudent.Pretrained;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class HubFilesTests : IDisposable
{
    private static readonly HubName _name = HubName.Parse("hf:org/name");

    private readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task Two_at_once_download_once_and_the_second_says_that_it_waits()
    {
        using var gate = new ManualResetEventSlim();
        using var isHalfDone = new ManualResetEventSlim();
        _hub.StoreAnswers = request =>
        {
            isHalfDone.Set();
            gate.Wait(CancellationToken.None);
            return null;
        };
        var first = Task.Run(() => HubModel.Bring(_name, _hub.Settings, new RecordingObserver()));
        isHalfDone.Wait();
        var observer = new RecordingObserver();
        var second = HubModel.Bring(_name, _hub.Settings with
        {
            Wait = (_, _) =>
            {
                gate.Set();
                first.Wait(CancellationToken.None);
            },
        }, observer);
        Assert.Equal((await first).Path, second.Path);
        Assert.Equal(_hub.Weights, File.ReadAllBytes(second.Path));
        Assert.Single(_hub.AskedStore);
        Assert.Collection(
            observer.Notes,
            note => Assert.Equal("hf:org/name is being downloaded by another process, whose end is waited for", note),
            note => Assert.StartsWith("there is no config.json of org/name here", note, StringComparison.Ordinal));
    }

    [Fact]
    public void Somebody_who_waits_for_another_can_be_interrupted()
    {
        using var interrupt = new CancellationTokenSource();
        var cache = new HubCache(_hub.Settings.Cache, usesLinks: true);
        var path = cache.LockOf(new HubFile(_name, FakeHub.Commit, FakeHub.Sha256(_hub.Weights), _hub.Weights.Length));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var held = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var settings = _hub.Settings with
        {
            Wait = (_, cancellation) =>
            {
                interrupt.Cancel();
                cancellation.ThrowIfCancellationRequested();
            },
        };
        Assert.Throws<OperationCanceledException>(() => HubModel.Bring(_name, settings, new RecordingObserver(), interrupt.Token));
        Assert.Empty(_hub.AskedStore);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_a_sentence()
    {
        File.WriteAllText(_hub.Settings.Cache, "a file where a folder should be");
        Assert.Matches("^hf:org/name cannot be put into .*hub: .*; make room there, or set HF_HOME to a folder that can be written, and give the same command again\\.$", Refused());
        Assert.Empty(_hub.AskedStore);
    }

    [Fact]
    public void A_full_disk_is_a_sentence_and_leaves_nothing_to_be_taken()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        Directory.CreateDirectory(_hub.InCache("blobs"));
        File.CreateSymbolicLink($"{_hub.Blob}.incomplete", "/dev/full");
        Assert.Matches("^hf:org/name cannot be put into .*No space left on device.*; make room there, .*\\.$", Refused());
        Assert.Empty(Directory.GetFileSystemEntries(_hub.InCache("blobs")));
        Assert.False(File.Exists(_hub.Snapshot));
    }

    [Fact]
    public void A_cache_that_is_only_read_serves_all_the_same()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_hub.Snapshot)!);
        File.WriteAllBytes(_hub.Snapshot, _hub.Weights);
        File.WriteAllText(_hub.InCache("refs"), "a file where a folder should be");
        Assert.Equal(_hub.Snapshot, HubModel.Bring(_name, _hub.Settings, new RecordingObserver()).Path);
    }

    [Theory]
    [InlineData("../../outside")]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef01234567890")]
    public void A_ref_that_is_no_commit_is_not_followed(string content)
    {
        Directory.CreateDirectory(_hub.InCache("refs"));
        File.WriteAllText(_hub.InCache("refs", "main"), content);
        Assert.Null(new HubCache(_hub.Settings.Cache, usesLinks: true).CommitOf(_name));
        Assert.Equal(_hub.Snapshot, HubModel.Bring(_name, _hub.Settings, new RecordingObserver()).Path);
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("refs", "main")));
    }

    [Fact]
    public void A_link_to_nothing_is_replaced()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_hub.Snapshot)!);
        File.CreateSymbolicLink(_hub.Snapshot, Path.Combine("..", "..", "blobs", "gone"));
        Assert.Equal(_hub.Weights, File.ReadAllBytes(HubModel.Bring(_name, _hub.Settings, new RecordingObserver()).Path));
    }

    private string Refused() => Assert.Throws<NoisyStudentException>(() => HubModel.Bring(_name, _hub.Settings, new RecordingObserver())).Message;
}
