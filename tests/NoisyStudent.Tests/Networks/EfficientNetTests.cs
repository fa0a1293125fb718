using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public class EfficientNetTests
{
    public EfficientNetTests() => TorchRuntime.Load();

    [Fact]
    public void Names_are_those_of_timm()
    {
        using var network = NetworkCatalog.Create("efficientnet-b1", new(1000, 240), ModelNoise.None);
        var names = network.state_dict().Keys.ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "conv_stem.weight", "bn1.running_mean", "conv_head.weight", "bn2.bias", "classifier.weight", "classifier.bias",
                "blocks.0.0.conv_dw.weight", "blocks.0.0.bn1.weight", "blocks.0.0.se.conv_reduce.weight", "blocks.0.0.se.conv_reduce.bias",
                "blocks.0.0.se.conv_expand.weight", "blocks.0.0.conv_pw.weight", "blocks.0.0.bn2.running_var", "blocks.0.1.conv_pw.weight",
                "blocks.1.0.conv_pw.weight", "blocks.1.0.bn1.weight", "blocks.1.0.conv_dw.weight", "blocks.1.0.bn2.weight",
                "blocks.1.0.se.conv_expand.bias", "blocks.1.0.conv_pwl.weight", "blocks.1.0.bn3.weight", "blocks.6.1.conv_pwl.weight",
            },
            names);
        Assert.DoesNotContain("blocks.0.0.bn3.weight", names);
        Assert.DoesNotContain("blocks.0.0.conv_pwl.weight", names);
    }

    /// <summary>timm's tf_efficientnet_b0 has 311 tensors, batch counters not among them.</summary>
    [Fact]
    public void B0_has_311_tensors()
    {
        using var network = NetworkCatalog.Create("efficientnet-b0", new(1000, 224), ModelNoise.None);
        Assert.Equal(311, network.state_dict().Count(entry => entry.Value.is_floating_point()));
    }

    [Theory]
    [InlineData(224, 7)]
    [InlineData(97, 4)]
    [InlineData(96, 6)]
    [InlineData(64, 4)]
    [InlineData(49, 4)]
    [InlineData(48, 6)]
    [InlineData(32, 4)]
    public void The_last_stage_has_at_least_4x4_places_where_strides_can_be_spared(int imageSize, int places)
    {
        var strides = new EfficientNetDesign(1, 1).Stages(imageSize).SelectMany(stage => stage).Select(block => block.Stride);
        var size = strides.Prepend(EfficientNetDesign.StemStride(imageSize)).Aggregate(imageSize, LayerShape.SizeAfter);
        Assert.Equal(places, size);
    }

    [Fact]
    public void Weights_for_large_images_fit_the_network_for_small_ones()
    {
        using var large = NetworkCatalog.Create("efficientnet-b0", new(10, 224), ModelNoise.None);
        using var small = NetworkCatalog.Create("efficientnet-b0", new(10, 32), ModelNoise.None);
        Assert.Equal(Shapes(large), Shapes(small));
        small.load_state_dict(large.state_dict());
        using var images = torch.randn(1, 3, 32, 32);
        large.eval();
        small.eval();
        Assert.NotEqual(Logits(large, images), Logits(small, images));
    }

    [Fact]
    public void Survival_falls_linearly_from_1_at_the_first_block_to_the_setting_at_the_last()
    {
        using var network = (EfficientNet)NetworkCatalog.Create("efficientnet-b0", new(10, 32), new ModelNoise { SurvivalProbability = 0.7 });
        Assert.Equal(Enumerable.Range(0, 16).Select(block => Math.Round(1 - (0.02 * block), 10)), network.SurvivalProbabilities.Select(p => Math.Round(p, 10)));
    }

    /// <summary>He et al.: a variance of 2 over the outputs that an input reaches, which are 9 in a depthwise convolution of 3x3.</summary>
    [Fact]
    public void Depthwise_weights_start_as_large_as_their_own_group_wants()
    {
        torch.manual_seed(1);
        using var network = NetworkCatalog.Create("efficientnet-b0", new(10, 32), ModelNoise.None);
        var deviation = network.state_dict()["blocks.6.0.conv_dw.weight"].std().item<float>();
        Assert.Equal(Math.Sqrt(2.0 / 9), deviation, 0.01);
    }

    private static IEnumerable<string> Shapes(ClassifierNetwork network) =>
        network.state_dict().Select(entry => $"{entry.Key} {string.Join('x', entry.Value.shape)}");

    private static float[] Logits(ClassifierNetwork network, torch.Tensor images)
    {
        using var noGradient = torch.no_grad();
        return network.forward(images).data<float>().ToArray();
    }
}
