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

    [Theory]
    [InlineData("fast-16", "fast-32")]
    [InlineData("fast-32", "fast-64")]
    [InlineData("wide-resnet-28-2", "wide-resnet-28-10")]
    public void A_network_that_is_only_wider_answers_as_the_one_that_it_starts_from_and_has_more_to_learn_with(string narrow, string wide)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var model = new TrainedModel(NetworkCatalog.Create(narrow, new(3, 16), ModelNoise.None), new(narrow, ["a", "b", "c"], 16, TestSets.NormalizationOf(3)));
        using var network = NetworkCatalog.Create(wide, new(3, 16), ModelNoise.None);
        using var start = InitialWeights.Of(model);
        Assert.Empty(start.CopyTo(network).Kept);
        var images = randn(8, 3, 16, 16);
        using (no_grad())
        {
            // Both as they train, batch-norm by the batch, and as they answer.
            foreach (var training in (bool[])[true, false])
            {
                model.Network.train(training);
                network.train(training);
                var (expected, answer) = (model.Network.forward(images), network.forward(images));
                Assert.InRange((expected - answer).abs().max().item<float>(), 0, 1e-4 * expected.std().item<float>());
            }
        }

        network.train();
        network.forward(images).square().sum().backward();
        Assert.All(
            network.named_parameters().Where(parameter => parameter.parameter.dim() > 2),
            parameter => Assert.True(parameter.parameter.grad!.narrow(1, parameter.parameter.shape[1] / 2, parameter.parameter.shape[1] / 2).abs().sum().item<float>() > 0, parameter.name));
    }

    [Fact]
    public void The_last_layer_is_new_where_there_are_more_classes()
    {
        manual_seed(1);
        using var model = new TrainedModel(NetworkCatalog.Create("fast-16", new(3, 16), ModelNoise.None), new("fast-16", ["a", "b", "c"], 16, TestSets.NormalizationOf(3)));
        using var network = NetworkCatalog.Create("fast-32", new(5, 16), ModelNoise.None);
        using var start = InitialWeights.Of(model);
        Assert.Equal(["fc.weight", "fc.bias"], start.CopyTo(network).Kept);
    }

    private static ClassifierNetwork Network(int channels)
    {
        var network = NetworkCatalog.Create("resnet-8", new(2, 8, channels), ModelNoise.None);
        network.eval();
        return network;
    }
}
