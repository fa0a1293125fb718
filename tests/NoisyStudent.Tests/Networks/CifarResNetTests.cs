using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public class CifarResNetTests
{
    public CifarResNetTests() => TorchRuntime.Load();

    /// <summary>He et al., table 6: 0.27, 0.46, 0.66 and 0.85 million; the exact numbers follow from the layers' shapes.</summary>
    [Theory]
    [InlineData("resnet-20", 269_722)]
    [InlineData("resnet-32", 464_154)]
    [InlineData("resnet-44", 658_586)]
    [InlineData("resnet-56", 853_018)]
    public void Parameter_counts_are_the_published_ones(string name, long parameters)
    {
        using var network = NetworkCatalog.Create(name, 10, ModelNoise.None);
        Assert.Equal(parameters, network.ParameterCount);
    }

    [Fact]
    public void Names_come_smallest_network_first()
    {
        var sizes = NetworkCatalog.Names.Select(name =>
        {
            using var network = NetworkCatalog.Create(name, 10, ModelNoise.None);
            return network.ParameterCount;
        }).ToArray();
        Assert.Equal(sizes.Order(), sizes);
        Assert.Superset(
            new HashSet<string> { "resnet-20", "resnet-26", "resnet-32", "resnet-38", "resnet-44", "resnet-56" },
            NetworkCatalog.Names.ToHashSet());
    }

    [Fact]
    public void Survival_falls_linearly_from_1_at_the_first_block_to_the_setting_at_the_last()
    {
        using var network = new CifarResNet("resnet-20", 20, 10, new ModelNoise { SurvivalProbability = 0.8 });
        double[] expected = [1, 0.975, 0.95, 0.925, 0.9, 0.875, 0.85, 0.825, 0.8];
        Assert.Equal(expected, network.SurvivalProbabilities.Select(p => Math.Round(p, 10)));
    }

    [Fact]
    public void Evaluation_has_no_noise_and_training_has()
    {
        using var network = NetworkCatalog.Create("resnet-20", 10, new ModelNoise { SurvivalProbability = 0.5, Dropout = 0.5 });
        using var images = torch.randn(4, 3, 16, 16);
        network.eval();
        Assert.Equal(Logits(network, images), Logits(network, images));

        network.train();
        Assert.NotEqual(Logits(network, images), Logits(network, images));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(33)]
    [InlineData(64)]
    public void Any_image_size_goes(int size)
    {
        using var network = NetworkCatalog.Create("resnet-8", 7, ModelNoise.None);
        MemoryFormat.ToChannelsLast(network);
        Assert.Equal([2, 7], network.forward(torch.randn(2, 3, size, size)).shape);
    }

    [Fact]
    public void Channels_last_changes_no_result_beyond_rounding()
    {
        using var network = NetworkCatalog.Create("resnet-20", 10, ModelNoise.None);
        network.eval();
        using var images = torch.randn(2, 3, 16, 16);
        var before = Logits(network, images);
        MemoryFormat.ToChannelsLast(network);
        Assert.All(before.Zip(Logits(network, MemoryFormat.ToChannelsLast(images))), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void An_unknown_network_is_refused_with_the_known_ones()
    {
        var refusal = Assert.Throws<NoisyStudentException>(() => NetworkCatalog.Create("resnet-21", 10, ModelNoise.None));
        Assert.Contains("resnet-20", refusal.Message, StringComparison.Ordinal);
    }

    private static float[] Logits(ClassifierNetwork network, torch.Tensor images)
    {
        using var noGradient = torch.no_grad();
        return network.forward(images).data<float>().ToArray();
    }
}
