using NoisyStudent.Pretrained;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class HubDownloadTests : IDisposable
{
    private static readonly HubName _name = HubName.Parse("hf:org/name");

    private readonly FakeHub _hub = new();
    private readonly RecordingObserver _observer = new();

    public void Dispose() => _hub.Dispose();

    private string Part => $"{_hub.Blob}.incomplete";

    [Fact]
    public void A_cut_download_goes_on_where_it_was_cut()
    {
        StoreAnswersInTurn(null, _ => new LoopbackAnswer(200, ("ETag", "\"store-1\"")) { Body = _hub.Weights, CutAfter = 3000 });
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
        Assert.Equal([(null, null), ("bytes=3000-", "\"store-1\"")], _hub.AskedStore.Select(request => (request["Range"], request["If-Range"])));
        Assert.Equal([_hub.Settings.Pauses[0]], _hub.Pauses);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public void An_interrupted_download_leaves_what_the_next_one_goes_on_from()
    {
        using var interrupt = new CancellationTokenSource();
        StoreAnswersInTurn(null, _ => new LoopbackAnswer(200) { Body = _hub.Weights, CutAfter = 3000 });
        var settings = _hub.Settings with
        {
            Wait = (_, cancellation) =>
            {
                interrupt.Cancel();
                cancellation.ThrowIfCancellationRequested();
            },
        };
        Assert.Throws<OperationCanceledException>(() => HubModel.Bring(_name, settings, _observer, interrupt.Token));
        Assert.Equal(_hub.Weights[..3000], File.ReadAllBytes(Part));
        Assert.False(File.Exists(_hub.Blob));
        Assert.False(File.Exists(_hub.Snapshot));

        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
        Assert.Equal("bytes=3000-", _hub.AskedStore[^1]["Range"]);
    }

    [Fact]
    public void An_interruption_ends_a_read_that_brings_nothing()
    {
        using var ended = new ManualResetEventSlim();
        _hub.Files["model.safetensors"] = FakeHub.Bytes(2_000_000);
        _hub.StoreAnswers = _ => new LoopbackAnswer(200) { Body = _hub.Weights, CutAfter = 1_500_000, ThenWait = ended };
        var observer = new RecordingObserver { InterruptAt = "download" };
        Assert.ThrowsAny<OperationCanceledException>(() => HubModel.Bring(_name, _hub.Settings, observer, observer.Interrupt));
        ended.Set();
        var part = File.ReadAllBytes(Part);
        Assert.InRange(part.Length, 1, 1_500_000);
        Assert.Equal(_hub.Weights[..part.Length], part);
    }

    [Fact]
    public void A_connection_that_brings_nothing_more_counts_as_cut()
    {
        using var ended = new ManualResetEventSlim();
        _hub.StoreAnswers = _ => new LoopbackAnswer(200) { Body = _hub.Weights, CutAfter = 0, ThenWait = ended };
        var file = new HubFile(_name, FakeHub.Commit, FakeHub.Sha256(_hub.Weights), _hub.Weights.Length);
        using var connection = new HubConnection(_hub.Settings);
        Directory.CreateDirectory(_hub.InCache("blobs"));
        var said = Assert.Throws<NoisyStudentException>(() => new HubDownload(
            connection, _hub.Settings with { Silence = TimeSpan.FromMilliseconds(1) }, file, _observer, default).To(_hub.Blob)).Message;
        ended.Set();
        Assert.Contains("the connection brings nothing more; 0 of 5,000 bytes are there", said, StringComparison.Ordinal);
        Assert.Equal(_hub.Settings.Pauses, _hub.Pauses);
    }

    [Fact]
    public void It_is_given_up_after_a_few_tries_that_brought_nothing_and_says_what_is_there()
    {
        _hub.StoreAnswers = request => request["Range"] is null ? new LoopbackAnswer(200) { Body = _hub.Weights, CutAfter = 1000 } : new LoopbackAnswer(403);
        var said = Refused();
        Assert.Matches("^hf:org/name cannot be downloaded now: 127.0.0.1, where the hub sends to, answers with status 403; 1,000 of 5,000 bytes are there, and the same command goes on from them\\.$", said);
        Assert.Equal(_hub.Settings.Pauses, _hub.Pauses);
        Assert.Equal(1 + _hub.Settings.Pauses.Count, _hub.AskedStore.Count);
        Assert.Equal(1000, new FileInfo(Part).Length);
    }

    [Fact]
    public void Tries_that_bring_a_megabyte_each_are_not_counted()
    {
        const int Each = 1 << 20;
        _hub.Files["model.safetensors"] = FakeHub.Bytes(8 * Each);
        _hub.StoreAnswers = request => _hub.OfStore(request) with { CutAfter = Each };
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
        Assert.Equal(Enumerable.Repeat(_hub.Settings.Pauses[0], 7), _hub.Pauses);
    }

    [Fact]
    public void Going_to_and_fro_is_not_getting_further()
    {
        _hub.Files["model.safetensors"] = FakeHub.Bytes(3 << 20);
        _hub.StoreAnswers = request => request["Range"] is null ? new LoopbackAnswer(200) { Body = _hub.Weights, CutAfter = 2 << 20 } : new LoopbackAnswer(416);
        Assert.Contains("cannot be downloaded now", Refused(), StringComparison.Ordinal);
        Assert.Equal(_hub.Settings.Pauses, _hub.Pauses);
    }

    [Fact]
    public void A_store_that_has_another_version_by_now_is_read_from_the_beginning()
    {
        StoreAnswersInTurn(null, _ => new LoopbackAnswer(200, ("ETag", "\"store-0\"")) { Body = FakeHub.Bytes(5000, seed: 2), CutAfter = 3000 });
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
        Assert.Equal("\"store-0\"", _hub.AskedStore[1]["If-Range"]);
    }

    [Fact]
    public void A_damaged_part_of_an_earlier_process_is_read_anew()
    {
        Directory.CreateDirectory(_hub.InCache("blobs"));
        File.WriteAllBytes(Part, FakeHub.Bytes(3000, seed: 2));
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
        Assert.Equal(["bytes=3000-", null], _hub.AskedStore.Select(request => request["Range"]));
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(9000)]
    public void A_part_that_is_too_long_or_whole_and_wrong_is_read_anew(int length)
    {
        Directory.CreateDirectory(_hub.InCache("blobs"));
        File.WriteAllBytes(Part, FakeHub.Bytes(length, seed: 2));
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
        Assert.Null(Assert.Single(_hub.AskedStore)["Range"]);
    }

    [Fact]
    public void A_repository_that_changes_meanwhile_is_not_glued_together()
    {
        var asked = 0;
        _hub.HubAnswers = _ => ++asked == 3 ? _hub.Announce(FakeHub.Bytes(5000, seed: 2)) : null;
        StoreAnswersInTurn(null, _ => new LoopbackAnswer(200) { Body = _hub.Weights, CutAfter = 3000 });
        Assert.Equal("hf:org/name has become another file while it was downloaded: give the same command again.", Refused());
        Assert.False(File.Exists(_hub.Blob));
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
    }

    [Theory]
    [InlineData("bytes 2000-4999/5000")]
    [InlineData("bytes */5000")]
    [InlineData("bytes 4000-4999/5000")]
    public void Another_part_than_was_asked_for_is_not_taken(string range)
    {
        StoreAnswersInTurn(
            request => request["Range"] is null ? null : new LoopbackAnswer(206, ("Content-Range", range)) { Body = _hub.Weights[2000..] },
            _ => new LoopbackAnswer(200) { Body = _hub.Weights, CutAfter = 3000 });
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
    }

    [Fact]
    public void Another_content_than_announced_is_removed()
    {
        _hub.StoreAnswers = _ => new LoopbackAnswer(200) { Body = FakeHub.Bytes(5000, seed: 2) };
        Assert.Matches($"^What was downloaded as hf:org/name is not what the hub announces \\(SHA-256 [0-9a-f]{{64}} instead of {FakeHub.Sha256(_hub.Weights)}\\), and was removed: .*\\.$", Refused());
        AssertNothingIsThere();
    }

    [Fact]
    public void Another_content_than_announced_by_gits_hash_is_removed()
    {
        _hub.Files["config.json"] = "{}"u8.ToArray();
        _hub.HubAnswers = request => request.Path.EndsWith("config.json", StringComparison.Ordinal)
            ? new LoopbackAnswer(200, ("ETag", $"W/\"{FakeHub.GitHash("{}"u8.ToArray())}\""), ("X-Repo-Commit", FakeHub.Commit)) { Body = "[]"u8.ToArray() }
            : null;
        Assert.Contains("config.json is not what the hub announces (git's hash ", Refused(), StringComparison.Ordinal);
        Assert.Equal([_hub.Blob], Directory.GetFiles(_hub.InCache("blobs")));
    }

    [Theory]
    [InlineData(4000, null, "shorter")]
    [InlineData(6000, null, "longer")]
    [InlineData(6000, "chunked", "longer")]
    public void A_content_of_another_length_than_announced_is_removed(int length, string? encoding, string how)
    {
        var body = FakeHub.Bytes(length);
        _hub.StoreAnswers = _ => encoding is null ? new LoopbackAnswer(200) { Body = body }
            : new LoopbackAnswer(200, ("Transfer-Encoding", encoding)) { Body = [.. System.Text.Encoding.ASCII.GetBytes($"{length:X}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8] };
        Assert.Contains($"({how} than 5,000 bytes), and was removed", Refused(), StringComparison.Ordinal);
        AssertNothingIsThere();
    }

    [Fact]
    public void A_content_that_ends_early_without_saying_its_length_is_not_taken()
    {
        _hub.StoreAnswers = _ => new LoopbackAnswer(200, ("Transfer-Encoding", "chunked")) { Body = [.. "FA0\r\n"u8, .. _hub.Weights[..4000], .. "\r\n0\r\n\r\n"u8] };
        Assert.Contains("the connection ended too early; 4,000 of 5,000 bytes", Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(_hub.Blob));
    }

    private void AssertNothingIsThere()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_hub.InCache("blobs")));
        Assert.False(Directory.Exists(_hub.InCache("snapshots")));
        Assert.False(Directory.Exists(_hub.InCache("refs")));
    }

    /// <summary>The first answers are these, the others another one or the store's own.</summary>
    private void StoreAnswersInTurn(Func<LoopbackRequest, LoopbackAnswer?>? others, params Func<LoopbackRequest, LoopbackAnswer>[] first)
    {
        var asked = 0;
        _hub.StoreAnswers = request => asked < first.Length ? first[asked++](request) : others?.Invoke(request);
    }

    private string Bring() => HubModel.Bring(_name, _hub.Settings, _observer).Path;

    private string Refused() => Assert.Throws<NoisyStudentException>(Bring).Message;
}
