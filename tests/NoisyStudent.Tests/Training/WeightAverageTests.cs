using NoisyStudent.Networks;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public class WeightAverageTests
{
    public WeightAverageTests() => TorchRuntime.Load();

    /// <summary>Decay min(0.999, (1+n)/(10+n)): 1/10 at the first update, 2/11 at the second.</summary>
    [Theory]
    [InlineData("fc.bias")]
    [InlineData("bn1.running_mean")]
    public void The_average_follows_weights_and_statistics_fast_at_first(string name)
    {
        using var network = Network();
        using var copy = Network();
        var (weights, averaged) = (network.Network.state_dict()[name], copy.Network.state_dict()[name]);
        using (torch.no_grad())
        {
            weights.fill_(0);
            var average = new WeightAverage(network, copy, 0.999);
            weights.fill_(1);
            average.Update(0);
            Assert.Equal(0.9, averaged[0].item<float>(), 1e-6);
            weights.fill_(2);
            average.Update(1);
        }

        Assert.Equal((0.9 * 2 / 11) + (2 * 9 / 11.0), averaged[0].item<float>(), 1e-6);
    }

    [Fact]
    public void Without_a_warm_up_the_decay_is_the_same_from_the_first_step_on()
    {
        using var network = Network();
        using var copy = Network();
        using (torch.no_grad())
        {
            network.Weights.fill_(0);
            var average = new WeightAverage(network, copy, 0.75, warmsUp: false);
            network.Weights.fill_(1);
            average.Update(0);
            Assert.Equal(0.25, copy.Weights[0].item<float>(), 1e-6);
            average.Update(1);
        }

        Assert.Equal(0.4375, copy.Weights[0].item<float>(), 1e-6);
    }

    private static FlatNetwork Network() =>
        new(NetworkCatalog.Create("resnet-8", new(2, 32), ModelNoise.None), withGradients: false, decayAll: false);
}
