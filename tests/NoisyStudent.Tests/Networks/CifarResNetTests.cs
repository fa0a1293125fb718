using NoisyStudent.Networks;
using NoisyStudent.Torch;
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
        using var network = NetworkCatalog.Create(name, new(10, 32), ModelNoise.None);
        Assert.Equal(parameters, network.ParameterCount);
    }

    [Fact]
    public void Survival_falls_linearly_from_1_at_the_first_block_to_the_setting_at_the_last()
    {
        using var network = (CifarResNet)NetworkCatalog.Create("resnet-20", new(10, 32), new ModelNoise { SurvivalProbability = 0.8 });
        double[] expected = [1, 0.975, 0.95, 0.925, 0.9, 0.875, 0.85, 0.825, 0.8];
        Assert.Equal(expected, network.SurvivalProbabilities.Select(p => Math.Round(p, 10)));
    }
}
