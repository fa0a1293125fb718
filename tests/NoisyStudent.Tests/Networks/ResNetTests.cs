using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public class ResNetTests
{
    public ResNetTests() => TorchRuntime.Load();

    [Fact]
    public void Names_are_those_of_torchvision()
    {
        using var network = NetworkCatalog.Create("resnet-50", new(1000, 224), ModelNoise.None);
        var names = network.state_dict().Keys.ToHashSet();
        Assert.Equal(320, names.Count);
        Assert.Superset(
            new HashSet<string>
            {
                "conv1.weight", "bn1.weight", "layer1.0.conv1.weight", "layer1.0.bn3.running_var", "layer1.0.downsample.0.weight",
                "layer1.0.downsample.1.num_batches_tracked", "layer4.2.conv3.weight", "fc.weight", "fc.bias",
            },
            names);
        Assert.DoesNotContain("layer1.1.downsample.0.weight", names);
    }

    [Fact]
    public void Small_images_keep_their_size_in_the_first_layers()
    {
        using var small = NetworkCatalog.Create("resnet-18", new(10, 64), ModelNoise.None);
        using var large = NetworkCatalog.Create("resnet-18", new(10, 65), ModelNoise.None);
        Assert.Equal([64, 3, 3, 3], small.state_dict()["conv1.weight"].shape);
        Assert.Equal([64, 3, 7, 7], large.state_dict()["conv1.weight"].shape);
        var others = large.state_dict().Where(entry => entry.Key != "conv1.weight");
        Assert.All(others, entry => Assert.Equal(entry.Value.shape, small.state_dict()[entry.Key].shape));
    }

    [Theory]
    [InlineData("resnet-18", 8)]
    [InlineData("resnet-50", 16)]
    public void Survival_falls_linearly_over_all_blocks(string name, int blocks)
    {
        using var network = (ResNet)NetworkCatalog.Create(name, new(10, 32), new ModelNoise { SurvivalProbability = 0.8 });
        Assert.Equal(blocks, network.SurvivalProbabilities.Count);
        Assert.Equal((1, 0.8), (network.SurvivalProbabilities[0], Math.Round(network.SurvivalProbabilities[^1], 10)));
    }

    /// <summary>With every residual dropped, what is left of a wide network's block is its input.</summary>
    [Fact]
    public void A_dropped_residual_leaves_the_shortcut()
    {
        using var scope = torch.NewDisposeScope();
        using var block = new PreActivationBlock(new ResNetBlockShape(16, 16, 1, IsBottleneck: false), survivalProbability: 1e-9, new NetworkNoise(ModelNoise.None));
        var images = torch.randn(2, 16, 8, 8);
        Assert.True(block.forward(images).allclose(images, 0, 0));
        block.eval();
        Assert.False(block.forward(images).allclose(images, 0, 0));
    }
}
