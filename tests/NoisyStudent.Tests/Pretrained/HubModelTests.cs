using System.Text;
using NoisyStudent.Events;
using NoisyStudent.Pretrained;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class HubModelTests : IDisposable
{
    private static readonly HubName _name = HubName.Parse("hf:org/name");

    private readonly FakeHub _hub = new();
    private readonly RecordingObserver _observer = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void A_first_call_downloads_into_the_hubs_usual_cache()
    {
        _hub.Files["config.json"] = "{}"u8.ToArray();
        var model = Bring();
        Assert.Equal(_hub.Snapshot, model.Path);
        Assert.Equal(_hub.Weights, File.ReadAllBytes(model.Path));
        Assert.Equal(_hub.Weights, File.ReadAllBytes(_hub.Blob));
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("refs", "main")));
        Assert.Equal("{}", File.ReadAllText(_hub.InCache("blobs", "9e26dfeeb6e641a33dae4961196235bdb965b21b")));
        Assert.Equal(2, Directory.GetFiles(_hub.InCache("blobs")).Length);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Path.Combine("..", "..", "blobs", FakeHub.Sha256(_hub.Weights)), new FileInfo(model.Path).LinkTarget);
        }
    }

    [Fact]
    public void A_second_call_only_asks_whether_it_is_still_the_same()
    {
        _hub.Files["config.json"] = "{}"u8.ToArray();
        Bring();
        var (asked, askedStore) = (_hub.Asked.Count, _hub.AskedStore.Count);
        Assert.Equal(_hub.Snapshot, Bring().Path);
        Assert.Equal("HEAD", Assert.Single(_hub.Asked.Skip(asked)).Method);
        Assert.Equal(askedStore, _hub.AskedStore.Count);
    }

    [Fact]
    public void A_commit_that_is_in_the_cache_is_taken_without_asking()
    {
        _hub.Files["config.json"] = "{}"u8.ToArray();
        var model = Bring();
        var asked = _hub.Asked.Count;
        Assert.Equal(model.Path, HubModel.Bring(_name with { Revision = FakeHub.Commit }, _hub.Settings, _observer).Path);
        Assert.Equal(asked, _hub.Asked.Count);
    }

    [Fact]
    public void A_cache_that_python_filled_is_taken_and_a_later_commit_shares_its_blobs()
    {
        const string Earlier = "ffffffffffffffffffffffffffffffffffffffff";
        _hub.Files["config.json"] = "{}"u8.ToArray();
        Write(_hub.Blob, _hub.Weights);
        Write(_hub.InCache("refs", "main"), Encoding.ASCII.GetBytes(Earlier));
        var earlier = _hub.InCache("snapshots", Earlier, "model.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(earlier)!);
        File.CreateSymbolicLink(earlier, Path.Combine("..", "..", "blobs", FakeHub.Sha256(_hub.Weights)));

        Assert.Equal(earlier, HubModel.Bring(_name, _hub.Settings with { IsOffline = true }, _observer).Path);
        Assert.Empty(_hub.Asked);
        Assert.Equal(_hub.Snapshot, Bring().Path);
        Assert.Empty(_hub.AskedStore);
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("refs", "main")));
        Assert.Equal(_hub.Weights, File.ReadAllBytes(_hub.Snapshot));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_no_links_are_made_the_snapshot_holds_the_file(bool hasBlob)
    {
        var settings = _hub.Settings with { UsesLinks = false };
        if (hasBlob)
        {
            Write(_hub.Blob, _hub.Weights);
        }

        var model = HubModel.Bring(_name, settings, _observer);
        Assert.Null(new FileInfo(model.Path).LinkTarget);
        Assert.Equal(_hub.Weights, File.ReadAllBytes(model.Path));
        Assert.Equal(hasBlob, File.Exists(_hub.Blob));
        Assert.Equal(model.Path, HubModel.Bring(_name, settings with { IsOffline = true }, _observer).Path);
    }

    [Fact]
    public void What_lies_in_the_cache_damaged_in_length_is_brought_anew()
    {
        Write(_hub.Snapshot, _hub.Weights[..100]);
        Write(_hub.Blob, _hub.Weights[..100]);
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring().Path));
    }

    [Fact]
    public void Offline_the_cache_alone_is_asked_and_what_it_lacks_is_said()
    {
        var offline = _hub.Settings with { IsOffline = true };
        var said = Assert.Throws<HubFileMissingException>(() => HubModel.Bring(_name, offline, _observer)).Message;
        Assert.Matches("^hf:org/name is not in .*HF_HUB_OFFLINE.*/org/name/resolve/main/model.safetensors .*HF_HOME.*\\.$", said);
        Assert.Empty(_hub.Asked);

        Bring();
        var asked = _hub.Asked.Count;
        Assert.Equal(_hub.Snapshot, HubModel.Bring(_name, offline, _observer).Path);
        Assert.Equal(asked, _hub.Asked.Count);
    }

    [Fact]
    public void A_hub_out_of_reach_is_said_and_the_cache_taken_at_once()
    {
        _hub.Files["config.json"] = "{}"u8.ToArray();
        Bring();
        _hub.HubAnswers = _ => new LoopbackAnswer(503);
        Assert.Equal(_hub.Snapshot, Bring().Path);
        Assert.Empty(_hub.Pauses);
        Assert.Equal("127.0.0.1 answers with status 503; hf:org/name is taken as it was downloaded before", Assert.Single(_observer.Notes));
    }

    [Fact]
    public void A_hub_out_of_reach_without_a_cache_is_tried_a_few_times()
    {
        var nobody = new LoopbackServer(_ => new LoopbackAnswer(200));
        var settings = _hub.Settings with { Endpoint = nobody.Address };
        nobody.Dispose();
        Assert.Contains("the hub is out of reach: connect, or download http", Assert.Throws<NoisyStudentException>(() => HubModel.Bring(_name, settings, _observer)).Message, StringComparison.Ordinal);
        Assert.Equal(settings.Pauses, _hub.Pauses);
        Assert.StartsWith("127.0.0.1 cannot be reached (", Assert.Single(_observer.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void The_description_says_how_pictures_become_input()
    {
        _hub.Files["config.json"] = """
            { "architecture": "tf_efficientnet_b0", "num_classes": 1000, "pretrained_cfg": { "tag": "ap_in1k", "input_size": [3, 224, 224], "mean": [0.5, 0.5, 0.5],
              "std": [0.5, 0.5, 0.5], "license": "apache-2.0" } }
            """u8.ToArray();
        var model = Bring();
        Assert.Equal(("efficientnet-b0", "apache-2.0"), (model.Network, model.Description.Licence));
        Assert.Contains("org/name is under the licence apache-2.0, says its config.json", _observer.Notes);
        Assert.Equal([127.5f, 127.5f, 127.5f], model.Description.Normalization!.Mean);
        Assert.Equal([127.5f, 127.5f, 127.5f], model.Description.Normalization.StandardDeviation);
    }

    [Fact]
    public void Without_a_description_and_with_a_damaged_one_nothing_is_known()
    {
        Assert.Equal(TimmDescription.Unknown, Bring().Description);
        Assert.Equal("there is no config.json of org/name here, so how its pictures were normalized is not known: ImageNet's mean and deviation are taken", Assert.Single(_observer.Notes));
        _hub.Files["config.json"] = "{"u8.ToArray();
        Assert.Equal((TimmDescription.Unknown, null), (Bring().Description, Bring().Network));
        Assert.All(_observer.Notes.Skip(1), note => Assert.Contains("damaged", note, StringComparison.Ordinal));
    }

    [Fact]
    public void A_description_that_cannot_be_had_now_is_not_taken_for_none()
    {
        _hub.HubAnswers = request => request.Path.EndsWith("config.json", StringComparison.Ordinal) ? new LoopbackAnswer(503) : null;
        Assert.StartsWith($"hf:org/name@{FakeHub.Commit}:config.json is not in ", Assert.Throws<NoisyStudentException>(Bring).Message, StringComparison.Ordinal);
        Assert.Equal(_hub.Snapshot, HubModel.Bring(_name, _hub.Settings with { IsOffline = true }, _observer).Path);
    }

    [Fact]
    public void How_far_a_large_download_is_is_told_in_kilobytes()
    {
        _hub.Files["model.safetensors"] = FakeHub.Bytes(2_000_001);
        _hub.Files["config.json"] = "{}"u8.ToArray();
        Bring();
        var stage = new RunStage("download hf:org/name", Total: 2001, Unit: "kB");
        Assert.Equal(new StageStarted(stage), _observer.Events[0]);
        Assert.Equal(new StageAdvanced(stage, new StageProgress(2001)), _observer.Events[^2]);
        Assert.Equal(StageOutcome.Finished, Assert.IsType<StageEnded>(_observer.Events[^1]).Outcome);
    }

    private static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }

    private HubModel Bring() => HubModel.Bring(_name, _hub.Settings, _observer);
}
