using NoisyStudent.Images;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

/// <summary>Statistics of pictures' levels, over 255.</summary>
internal static class Levels
{
    /// <summary>What rounding to bytes adds to a variance.</summary>
    public const double RoundingVariance = 1 / (12 * 255.0 * 255);

    /// <summary>All levels of one channel, or of all three.</summary>
    public static double[] Of(IEnumerable<RgbImage> pictures, int? channel = null) =>
        [.. pictures.SelectMany(picture => picture.Pixels.Where((_, i) => channel is null || i % 3 == channel)).Select(level => level / 255.0)];

    public static double[] Of(RgbImage picture, int? channel = null) => Of([picture], channel);

    /// <summary>A channel of a pixel.</summary>
    public static double At(this RgbImage picture, int x, int y, int channel = 0) => picture.Pixels[(3 * ((y * picture.Width) + x)) + channel] / 255.0;

    /// <summary>The mean of the squared distances from the mean.</summary>
    public static double Variance(IReadOnlyCollection<double> levels)
    {
        var mean = levels.Average();
        return levels.Sum(level => (level - mean) * (level - mean)) / levels.Count;
    }

    /// <summary>The root of the mean squared difference of two pictures.</summary>
    public static double Distance(RgbImage one, RgbImage other)
    {
        var sum = 0L;
        for (var i = 0; i < one.Pixels.Length; i++)
        {
            var difference = one.Pixels[i] - other.Pixels[i];
            sum += difference * difference;
        }

        return Math.Sqrt(sum / (double)one.Pixels.Length) / 255;
    }

    /// <summary>The mean of a function of a normal number.</summary>
    public static double OfNormal(double mean, double deviation, Func<double, double> function)
    {
        const double Step = 0.001;
        var sum = 0.0;
        for (var z = -6.0; z < 6; z += Step)
        {
            sum += Math.Exp(-z * z / 2) * function(mean + (deviation * z));
        }

        return sum * Step / Math.Sqrt(Math.Tau);
    }

    /// <summary>Mean and variance of a normal number that is cut to 0 and 1.</summary>
    public static (double Mean, double Variance) CutNormal(double mean, double deviation)
    {
        var cut = OfNormal(mean, deviation, x => Math.Clamp(x, 0, 1));
        return (cut, OfNormal(mean, deviation, x => Math.Pow(Math.Clamp(x, 0, 1) - cut, 2)));
    }

    /// <summary>The weights of a Gaussian at whole places from -reach to reach.</summary>
    public static double[] Gaussian(double sigma, int reach)
    {
        var weights = Enumerable.Range(-reach, (2 * reach) + 1).Select(place => Math.Exp(-place * place / (2 * sigma * sigma))).ToArray();
        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>How much of a deviation is left of independent numbers on a plane, once they are blurred.</summary>
    public static double LeftByGaussian(double sigma) => Gaussian(sigma, (int)Math.Ceiling(4 * sigma)).Sum(weight => weight * weight);

    /// <summary>Fails unless the number is the expected one but for a part of it.</summary>
    public static void AssertNear(double expected, double actual, double part) =>
        Xunit.Assert.InRange(actual, expected - (Math.Abs(expected) * part), expected + (Math.Abs(expected) * part));
}
