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
        var labels = new int[onlyBaseline + onlyModel + 7];
        var baseline = Answers([.. Enumerable.Repeat(0, onlyBaseline), .. Enumerable.Repeat(1, onlyModel), 0, 0, 0, 0, 1, 1, 1]);
        var model = Answers([.. Enumerable.Repeat(1, onlyBaseline), .. Enumerable.Repeat(0, onlyModel), 0, 0, 0, 0, 1, 1, 1]);
        var comparison = PairedComparison.Of(baseline, model, labels);
        Assert.Equal((onlyBaseline, onlyModel), (comparison.OnlyBaseline, comparison.OnlyModel));
        Assert.Equal(pValue, comparison.PValue, 1e-12);
    }

    /// <summary>5,000 tosses: 2^-5000 is no double. 2,400 heads are 2.83 standard deviations off: p = 0.0049 by the normal distribution with the half step.</summary>
    [Fact]
    public void Many_images_are_no_matter()
    {
        var labels = new int[5000];
        var baseline = Answers([.. Enumerable.Range(0, 5000).Select(i => i < 2400 ? 0 : 1)]);
        var model = Answers([.. Enumerable.Range(0, 5000).Select(i => i < 2400 ? 1 : 0)]);
        Assert.Equal(0.0049, PairedComparison.Of(baseline, model, labels).PValue, 1e-4);
    }

    private static Predictions Answers(int[] classes) => new([.. classes.SelectMany(c => new[] { 1f - c, c })], 2);
}
