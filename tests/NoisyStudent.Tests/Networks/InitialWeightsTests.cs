using NoisyStudent.Networks;
using NoisyStudent.Torch;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public sealed class InitialWeightsTests
{
    public InitialWeightsTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(3, 1)]
    [InlineData(1, 3)]
    public void A_network_of_the_other_number_of_channels_answers_grey_pictures_as_the_one_that_it_starts_from(int channels, int others)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        manual_seed(1);
        using var model = new TrainedModel(Network(channels), new("resnet-8", ["a", "b"], 8, TestSets.NormalizationOf(channels)));
        using var network = Network(others);
        using var start = InitialWeights.Of(model);
        Assert.Empty(start.CopyTo(network).Kept);

        var grey = randn(4, 1, 8, 8);
        var (expected, answer) = (model.Network.forward(grey.repeat(1, channels, 1, 1)), network.forward(grey.repeat(1, others, 1, 1)));
        Assert.InRange((expected - answer).abs().max().item<float>(), 0, 1e-5);
        Assert.True(expected.std().item<float>() > 0.1, "The network tells pictures apart.");
    }

    private static ClassifierNetwork Network(int channels)
    {
        var network = NetworkCatalog.Create("resnet-8", new(2, 8, channels), ModelNoise.None);
        network.eval();
        return network;
    }
}
