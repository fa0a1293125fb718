using NoisyStudent.Pretrained;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

public sealed class HubRefusalTests : IDisposable
{
    private readonly FakeHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Theory]
    [InlineData(401, "GatedRepo", null, true, "^org/name is given only .* with the account that your token is of\\.$")]
    [InlineData(401, "GatedRepo", null, false, "^org/name is given only .* accept them on http://127.0.0.1:[0-9]+/org/name, and set HF_TOKEN to a token of your account\\.$")]
    [InlineData(403, "GatedRepo", null, true, "^org/name is given only .*\\.$")]
    [InlineData(401, "RepoNotFound", null, false, "^127.0.0.1 has no org/name, or it is private: .* or set HF_TOKEN to a token that may read it\\.$")]
    [InlineData(404, "RepoNotFound", null, true, "^127.0.0.1 has no org/name, or it is private: .* another token that may read it\\.$")]
    [InlineData(401, null, null, true, "^127.0.0.1 does not know the token that it was sent: .*\\.$")]
    [InlineData(403, null, null, true, "^127.0.0.1 does not give org/name .*\\.$")]
    [InlineData(404, null, null, true, "^127.0.0.1 has no org/name.*\\.$")]
    [InlineData(404, "RevisionNotFound", "@v9", true, "^org/name has no revision v9: .*\\.$")]
    [InlineData(404, "EntryNotFound", ":x.safetensors", true, "^org/name has no x.safetensors at revision main: .* hf:org/name:FILE\\.$")]
    [InlineData(410, null, null, true, "^127.0.0.1 answers with status 410 where hf:org/name was asked for: .*\\.$")]
    [InlineData(304, null, null, true, "^127.0.0.1 answers with status 304 .*\\.$")]
    public void What_the_hub_refuses_is_a_sentence_and_is_not_tried_again(int status, string? code, string? rest, bool hasToken, string sentence)
    {
        _hub.HubAnswers = _ => code is null ? new LoopbackAnswer(status) : new LoopbackAnswer(status, ("X-Error-Code", code));
        var settings = _hub.Settings with { Token = hasToken ? FakeHub.Token : null };
        Assert.Matches(sentence, Refused($"hf:org/name{rest}", settings));
        Assert.Empty(_hub.Pauses);
    }

    [Fact]
    public void A_known_name_that_is_near_is_named() => Assert.Contains("(did you mean hf:timm/resnet18.a1_in1k?)", Refused("hf:timm/resnet18.a1_in1", _hub.Settings), StringComparison.Ordinal);

    [Fact]
    public void A_repository_with_a_pytorch_file_alone_says_what_to_do()
    {
        _hub.Files.Clear();
        _hub.Files["pytorch_model.bin"] = [1];
        Assert.Matches("^org/name has its weights as a PyTorch file alone, .* download http://127.0.0.1:[0-9]+/org/name/resolve/main/pytorch_model.bin and give that file itself; .*\\.$", Refused("hf:org/name", _hub.Settings));
        Assert.Empty(_hub.AskedStore);
    }

    [Fact]
    public void A_hub_that_is_tired_is_asked_again()
    {
        var asked = 0;
        _hub.HubAnswers = _ => ++asked <= 2 ? new LoopbackAnswer(429) : null;
        Assert.Equal(_hub.Snapshot, HubModel.Bring(HubName.Parse("hf:org/name"), _hub.Settings, new RecordingObserver()).Path);
        Assert.Equal(_hub.Settings.Pauses.Take(2), _hub.Pauses);
    }

    private static string Refused(string name, HubSettings settings) =>
        Assert.ThrowsAny<NoisyStudentException>(() => HubModel.Bring(HubName.Parse(name), settings, new RecordingObserver())).Message;
}
