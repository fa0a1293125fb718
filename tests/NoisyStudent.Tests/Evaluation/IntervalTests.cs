using NoisyStudent.Evaluation;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public sealed class IntervalTests
{
    /// <summary>81 of 263 and 15 of 148 are the examples of Newcombe (1998, table I, method 3); with no hits of n, the upper end is z^2 / (n + z^2).</summary>
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    public void Wilsons_interval_has_the_published_ends(long hits, long of, double low, double high)
    {
        var interval = Interval.Wilson(hits, of);
        Assert.Equal(low, interval.Low, 5e-5);
        Assert.Equal(high, interval.High, 5e-5);
    }

    [Fact]
    public void Nothing_is_known_of_nothing() => Assert.Equal(new Interval(0, 1), Interval.Wilson(0, 0));

    [Fact]
    public void The_ends_never_leave_0_and_1_and_hold_the_fraction()
    {
        for (var hits = 0; hits <= 40; hits++)
        {
            var interval = Interval.Wilson(hits, 40);
            Assert.InRange(hits / 40.0, interval.Low, interval.High);
            Assert.InRange(interval.Low, 0, interval.High);
            Assert.InRange(interval.High, interval.Low, 1);
        }
    }
}
