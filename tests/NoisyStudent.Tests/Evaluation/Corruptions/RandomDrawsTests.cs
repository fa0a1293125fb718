using NoisyStudent.Evaluation.Corruptions.Planes;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

public sealed class RandomDrawsTests
{
    private const int Draws = 200_000;

    /// <summary>On both sides of the mean of 10 where the method changes; each frequency may be five standard deviations off.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(4)]
    [InlineData(9.99)]
    [InlineData(10)]
    [InlineData(25.5)]
    [InlineData(500)]
    public void Poisson_numbers_are_as_frequent_as_their_probabilities(double mean)
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var counts = new int[1000];
        for (var i = 0; i < Draws; i++)
        {
            counts[RandomDraws.Poisson(mean, ref random)]++;
        }

        var logFactorial = 0.0;
        for (var number = 0; number < counts.Length; number++)
        {
            logFactorial += number == 0 ? 0 : Math.Log(number);
            var probability = mean == 0 ? (number == 0 ? 1 : 0) : Math.Exp((number * Math.Log(mean)) - mean - logFactorial);
            Assert.Equal(probability, counts[number] / (double)Draws, (5 * Math.Sqrt(probability * (1 - probability) / Draws)) + (5.0 / Draws));
        }
    }

    [Fact]
    public void Normal_numbers_are_as_frequent_as_their_probabilities()
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var numbers = new float[(2 * Draws) + 1];
        RandomDraws.FillNormal(numbers, 5, 2, ref random);

        // The normal distribution's quantiles of 0.1%, 10%, 25%, 50% and 97.5%.
        foreach (var (quantile, probability) in (ReadOnlySpan<(double, double)>)[(-3.0902, 0.001), (-1.2816, 0.1), (-0.6745, 0.25), (0, 0.5), (1.96, 0.975)])
        {
            var below = numbers.Count(number => number < 5 + (2 * quantile)) / (double)numbers.Length;
            Assert.Equal(probability, below, 5 * Math.Sqrt(probability * (1 - probability) / numbers.Length));
        }

        Assert.Equal(0, numbers.Zip(numbers.Skip(1)).Average(pair => (pair.First - 5.0) * (pair.Second - 5)), 0.04);
    }
}
