using NoisyStudent.Networks;
using NoisyStudent.Pretrained;
using NoisyStudent.Recipes;
using NoisyStudent.Tests.Runs;
using NoisyStudent.Torch;
using Xunit;

namespace NoisyStudent.Tests.Pretrained;

[Collection(TorchCollection.Name)]
public sealed class NamedWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHub _hub = new();

    public NamedWeightsTests() => TorchRuntime.Load();

    public void Dispose()
    {
        _hub.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Weights_of_the_hub_bring_their_network_and_how_they_want_their_pixels()
    {
        _hub.Files["model.safetensors"] = File.ReadAllBytes(Published("resnet-18"));
        _hub.Files["config.json"] = """{ "architecture": "resnet18", "pretrained_cfg": { "mean": [0.5, 0.25, 0.125], "std": [0.5, 0.5, 0.25] } }"""u8.ToArray();
        using var weights = Read("hf:org/name");
        Assert.Equal("resnet-18", weights.Network);
        Assert.Equal([127.5f, 63.75f, 31.875f], weights.Normalization!.Mean);
        Assert.Equal([127.5f, 127.5f, 63.75f], weights.Normalization.StandardDeviation);

        using var network = NetworkCatalog.Create("resnet-18", new(3, 96), ModelNoise.None);
        Assert.Equal(["fc.weight", "fc.bias"], weights.CopyTo(network).Kept);
    }

    [Fact]
    public void Weights_of_a_network_that_is_called_much_as_one_here_are_refused()
    {
        _hub.Files["model.safetensors"] = File.ReadAllBytes(Published("resnet-18"));
        _hub.Files["config.json"] = """{ "architecture": "resnet18d" }"""u8.ToArray();
        Assert.Contains("no network here", Assert.Throws<NoisyStudentException>(() => Read("hf:org/name")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("imagenet", "fast-32", "teacher.init is imagenet, which are weights of resnet-18-mlnet, but teacher.network is fast-32: give `teacher.network=resnet-18-mlnet`, or other weights.")]
    [InlineData("hf:timm/tf_efficientnet_b3.ns_jft_in1k", "efficientnet-b0", "teacher.init is hf:timm/tf_efficientnet_b3.ns_jft_in1k, which are weights of efficientnet-b3, but teacher.network is efficientnet-b0: "
        + "give `teacher.network=efficientnet-b3`, or other weights.")]
    public void A_network_of_another_name_is_refused_before_anything_is_downloaded(string init, string network, string refusal) =>
        Assert.Equal(refusal, Assert.Throws<NoisyStudentException>(() => RecipeCatalog.Read("cifar10-quick", $"teacher.init={init}", $"teacher.network={network}")).Message);

    [Theory]
    [InlineData("imagenet", "resnet-18-mlnet")]
    [InlineData("hf:timm/tf_efficientnet_b3.ns_jft_in1k", "efficientnet-b3")]
    [InlineData("hf:timm/resnet50.tv2_in1k", "resnet-50")]
    [InlineData("hf:someone/resnet50", null)]
    [InlineData("runs/mine/model.safetensors", null)]
    public void Names_tell_the_network_where_they_can(string name, string? network) => Assert.Equal(network, NamedWeights.NetworkOf(name));

    [Fact]
    public void All_weights_that_are_listed_are_of_a_network_here() =>
        Assert.All(KnownWeights.All, weights => Assert.Contains(weights.Network, NetworkCatalog.Names));

    private InitialWeights Read(string name) => NamedWeights.Read(name, () => _hub.Settings, new RecordingObserver(), TestContext.Current.CancellationToken);

    /// <summary>A file of weights alone, with a last layer for other classes.</summary>
    private string Published(string name)
    {
        using var network = NetworkCatalog.Create(name, new(7, 96), ModelNoise.None);
        SafetensorsFile.Write(Path.Combine(_folder.Path, "published.safetensors"), network.state_dict(), new Dictionary<string, string>());
        return Path.Combine(_folder.Path, "published.safetensors");
    }
}
