using Xunit;

namespace NoisyStudent.Tests.Noise;

internal static class Frequencies
{
    /// <summary>
    /// Pearson's chi-square against equal frequencies. Its mean is the degrees of freedom k and its variance 2k: five standard
    /// deviations above the mean are allowed.
    /// </summary>
    public static void AssertUniform(IReadOnlyCollection<int> counts)
    {
        var expected = counts.Average();
        var chiSquare = counts.Sum(count => (count - expected) * (count - expected) / expected);
        var freedom = counts.Count - 1;
        Assert.InRange(chiSquare, 0, freedom + (5 * Math.Sqrt(2 * freedom)));
    }
}
