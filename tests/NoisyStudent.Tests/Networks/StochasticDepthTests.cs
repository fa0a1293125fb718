using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public class StochasticDepthTests
{
    public StochasticDepthTests() => TorchRuntime.Load();

    [Fact]
    public void A_residual_is_dropped_whole_or_divided_by_its_survival_probability()
    {
        torch.manual_seed(1);
        var noised = StochasticDepth.Apply(torch.ones(4000, 2, 3, 3), 0.8, training: true).view(4000, -1);
        var perImage = noised.mean([1L]).data<float>().ToArray();

        Assert.All(perImage, value => Assert.True(value is 0 or > 1.2499f and < 1.2501f));
        Assert.InRange(perImage.Count(value => value > 0) / 4000.0, 0.78, 0.82);
        Assert.Equal(0, noised.std(1).sum().item<float>(), 1e-3);
    }

    [Fact]
    public void Nothing_happens_outside_training_or_at_probability_1()
    {
        var ones = torch.ones(10, 2, 3, 3);
        Assert.Equal(180, StochasticDepth.Apply(ones, 0.5, training: false).sum().item<float>());
        Assert.Equal(180, StochasticDepth.Apply(ones, 1, training: true).sum().item<float>());
    }
}
