using NoisyStudent.Evaluation;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public sealed class PairedComparisonTests
{
    /// <summary>
    /// Twice the chance of so few heads. 1 and 5: 2 (1 + 6) / 2^6 = 14 / 64. 0 and 6: 2 / 64. 0 and 5: 2 / 32. 2 and 8: 2 (1 + 10 + 45) / 1024 = 112 / 1024.
    /// As many on both sides: more than 1, and so 1.
    /// </summary>
    [Theory]
    [InlineData(1, 5, 14 / 64.0)]
    [InlineData(5, 1, 14 / 64.0)]
    [InlineData(0, 6, 2 / 64.0)]
    [InlineData(0, 5, 2 / 32.0)]
    [InlineData(2, 8, 112 / 1024.0)]
    [InlineData(3, 3, 1)]
    [InlineData(0, 0, 1)]
    public void McNemars_exact_test_is_a_binomial_of_the_images_that_only_one_model_gets_right(int onlyBaseline, int onlyModel, double pValue)
    {
        // Besides, four images that both get right and three that neither does.
        bool[] alike = [true, true, true, true, false, false, false];
        bool[] baseline = [.. Enumerable.Repeat(true, onlyBaseline), .. Enumerable.Repeat(false, onlyModel), .. alike];
        bool[] model = [.. Enumerable.Repeat(false, onlyBaseline), .. Enumerable.Repeat(true, onlyModel), .. alike];
        var comparison = PairedComparison.Of(baseline, model);
        Assert.Equal((onlyBaseline, onlyModel), (comparison.OnlyBaseline, comparison.OnlyModel));
        Assert.Equal(pValue, comparison.PValue, 1e-12);
    }

    /// <summary>5,000 tosses: 2^-5000 is no double. 2,400 heads are 2.83 standard deviations off: p = 0.0049 by the normal distribution with the half step.</summary>
    [Fact]
    public void Many_images_are_no_matter()
    {
        bool[] baseline = [.. Enumerable.Range(0, 5000).Select(i => i < 2400)];
        Assert.Equal(0.0049, PairedComparison.Of(baseline, [.. baseline.Select(right => !right)]).PValue, 1e-4);
    }
}
