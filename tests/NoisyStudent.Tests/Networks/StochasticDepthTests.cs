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
        var factors = StochasticDepth.Factors(4000, 0.8, training: true)!;

        Assert.All(factors, factor => Assert.True(factor is 0 or 1.25f));
        Assert.InRange(factors.Count(factor => factor > 0) / 4000.0, 0.78, 0.82);
    }

    [Fact]
    public void Nothing_happens_outside_training_or_at_probability_1()
    {
        Assert.Null(StochasticDepth.Factors(10, 0.5, training: false));
        Assert.Null(StochasticDepth.Factors(10, 1, training: true));
    }
}
