using NoisyStudent.Pretrained;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class HubConnectionTests : IDisposable
{
    private static readonly HubName _name = HubName.Parse("hf:org/name");

    private readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void The_token_is_for_the_hub_alone()
    {
        Bring();
        Assert.All(_hub.Asked, request => Assert.Equal($"Bearer {FakeHub.Token}", request["Authorization"]));
        Assert.All(_hub.AskedStore, request => Assert.Null(request["Authorization"]));
        Assert.NotEmpty(_hub.AskedStore);
    }

    [Fact]
    public void What_is_downloaded_is_of_the_commit_that_was_announced()
    {
        Bring();
        Assert.Equal(["/org/name/resolve/main/model.safetensors", $"/org/name/resolve/{FakeHub.Commit}/model.safetensors"], _hub.Asked.Take(2).Select(request => request.Path));
    }

    [Fact]
    public void Slashes_of_a_revision_are_part_of_it()
    {
        var name = HubName.Parse("hf:org/name@refs/pr/1:model.safetensors");
        _hub.HubAnswers = request => request.Path.Contains("/refs%2Fpr%2F1/", StringComparison.Ordinal) ? _hub.Announce(_hub.Weights) : null;
        Assert.Equal(_hub.Snapshot, HubModel.Bring(name, _hub.Settings, new RecordingObserver()).Path);
        Assert.Equal(FakeHub.Commit, File.ReadAllText(_hub.InCache("refs", "refs", "pr", "1")));
    }

    [Fact]
    public void A_repository_that_was_renamed_is_followed_on_the_hub()
    {
        _hub.HubAnswers = request => request.Path.StartsWith("/org/old/", StringComparison.Ordinal)
            ? new LoopbackAnswer(307, ("Location", request.Path.Replace("/old/", "/name/", StringComparison.Ordinal)))
            : null;
        var model = HubModel.Bring(HubName.Parse("hf:org/old"), _hub.Settings, new RecordingObserver());
        Assert.Equal(_hub.Weights, File.ReadAllBytes(model.Path));
        Assert.All(_hub.Asked, request => Assert.NotNull(request["Authorization"]));
    }

    [Fact]
    public void A_store_may_say_hash_and_length_where_the_hub_does_not()
    {
        _hub.HubAnswers = request => request.Path.EndsWith("safetensors", StringComparison.Ordinal)
            ? new LoopbackAnswer(302, ("Location", $"{_hub.StoreAddress}{FakeHub.Sha256(_hub.Weights)}"), ("X-Repo-Commit", FakeHub.Commit))
            : null;
        _hub.StoreAnswers = _ => new LoopbackAnswer(200, ("ETag", $"\"{FakeHub.Sha256(_hub.Weights)}\"")) { Body = _hub.Weights };
        Assert.Equal(_hub.Weights, File.ReadAllBytes(Bring()));
    }

    [Theory]
    [InlineData("/org/name/resolve/main/model.safetensors")]
    [InlineData("//127.0.0.1:1/../x")]
    public void Redirects_that_do_not_end_are_not_followed_for_ever(string location)
    {
        _hub.HubAnswers = _ => new LoopbackAnswer(302, ("Location", location.Replace("//127.0.0.1:1", _hub.Settings.Endpoint.ToString().TrimEnd('/'), StringComparison.Ordinal)));
        Assert.Equal("127.0.0.1 sends hf:org/name on more than 10 times: look at HF_ENDPOINT and at the proxy.", Refused());
        Assert.Equal(11, _hub.Asked.Count);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/x")]
    [InlineData("http://")]
    public void Redirects_to_other_things_than_pages_are_not_followed(string location)
    {
        _hub.HubAnswers = _ => new LoopbackAnswer(302, ("Location", location));
        Assert.Contains("is not followed", Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://a.example/x", "https://b.example/y", true)]
    [InlineData("https://a.example/x", "//b.example/y", true)]
    [InlineData("https://a.example/x", "/y", true)]
    [InlineData("http://a.example/x", "https://a.example/x", true)]
    [InlineData("https://a.example/x", "http://b.example/y", false)]
    [InlineData("https://a.example/x", "http://a.example/x", false)]
    public void Encryption_is_never_given_up(string address, string location, bool isFollowed) =>
        Assert.Equal(isFollowed, Record.Exception(() => HubConnection.Next(new Uri(address), location, _name)) is null);

    [Theory]
    [InlineData("../../../../outside", null, FakeHub.Commit)]
    [InlineData("/etc/passwd", null, FakeHub.Commit)]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde/", null, FakeHub.Commit)]
    [InlineData("0123456789ABCDEF0123456789ABCDEF01234567", null, FakeHub.Commit)]
    [InlineData("", null, FakeHub.Commit)]
    [InlineData("d41d8cd98f00b204e9800998ecf8427e", null, FakeHub.Commit)]
    [InlineData(null, null, "../../../outside")]
    [InlineData(null, null, "main")]
    [InlineData(null, "-1", FakeHub.Commit)]
    [InlineData(null, "99999999999999999999", FakeHub.Commit)]
    [InlineData(null, "0x10", FakeHub.Commit)]
    [InlineData(null, "1e3", FakeHub.Commit)]
    public void Headers_that_no_hub_sends_are_refused_and_leave_nothing(string? hash, string? size, string commit)
    {
        _hub.HubAnswers = _ => _hub.Announce(_hub.Weights, hash, size, commit);
        Assert.Equal("127.0.0.1 does not answer as the Hugging Face hub does, with commit, hash and length of model.safetensors: look at HF_ENDPOINT and at the proxy.", Refused());
        Assert.False(Directory.Exists(_hub.Settings.Cache));
    }

    [Theory]
    [InlineData("9223372036854775807", "more than such a file may have")]
    [InlineData("49000000000000", "more than such a file may have")]
    public void An_absurd_length_is_refused_before_anything_is_read(string size, string why)
    {
        _hub.HubAnswers = _ => _hub.Announce(_hub.Weights, size: size);
        Assert.Contains(why, Refused(), StringComparison.Ordinal);
        Assert.Empty(_hub.AskedStore);
    }

    [Fact]
    public void A_page_of_somebody_else_is_not_taken_for_the_hub()
    {
        _hub.HubAnswers = _ => new LoopbackAnswer(200, ("ETag", "\"x\"")) { Body = "Please log in to this network"u8.ToArray() };
        Assert.Contains("does not answer as the Hugging Face hub does", Refused(), StringComparison.Ordinal);
    }

    private string Bring() => HubModel.Bring(_name, _hub.Settings, new RecordingObserver()).Path;

    private string Refused() => Assert.Throws<NoisyStudentException>(Bring).Message;
}
