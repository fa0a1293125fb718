using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

public sealed class NoiseCorruptionsTests
{
    public static TheoryData<int, int, double> GaussianNoise => Published.Numbers(
        [0.04, 0.06, .08, .09, .10], [.04, .08, .12, .15, .18], [.08, .12, 0.18, 0.26, 0.38]);

    public static TheoryData<int, int, double> ShotNoise => Published.Numbers(
        [500, 250, 100, 75, 50], [250, 100, 50, 30, 15], [60, 25, 12, 5, 3]);

    public static TheoryData<int, int, double> ImpulseNoise => Published.Numbers(
        [.01, .02, .03, .05, .07], [.01, .02, .05, .08, .14], [.03, .06, .09, 0.17, 0.27]);

    public static TheoryData<int, int, double> SpeckleNoise => Published.Numbers(
        [.06, .1, .12, .16, .2], [.15, .2, 0.25, 0.3, 0.35], [.15, .2, 0.35, 0.45, 0.6]);

    [Theory]
    [MemberData(nameof(GaussianNoise))]
    public void Gaussian_noise_has_the_published_deviation_once_cut_to_black_and_white(int size, int severity, double c)
    {
        var levels = Levels.Of(Views.Grey(size, 102).Draws("gaussian_noise", severity));
        var (mean, variance) = Levels.CutNormal(0.4, c);
        Levels.AssertNear(mean, levels.Average(), 0.01);
        Levels.AssertNear(variance, Levels.Variance(levels) - Levels.RoundingVariance, 0.03);
    }

    [Theory]
    [MemberData(nameof(SpeckleNoise))]
    public void Speckle_noise_is_in_proportion_to_the_level(int size, int severity, double c)
    {
        foreach (var level in (double[])[0.2, 0.4])
        {
            var levels = Levels.Of(Views.Grey(size, (int)(255 * level)).Draws("speckle_noise", severity));
            var (mean, variance) = Levels.CutNormal(level, level * c);
            Levels.AssertNear(mean, levels.Average(), 0.01);
            Levels.AssertNear(variance, Levels.Variance(levels) - Levels.RoundingVariance, 0.03);
        }
    }

    /// <summary>
    /// A level x stands for c x photons, whose number is Poisson: variance c x, and x / c once divided by c. A dark grey is never cut. Numbers of photons
    /// are whole, so that rounding to bytes may help or hinder; what it makes of them is summed up here.
    /// </summary>
    [Theory]
    [MemberData(nameof(ShotNoise))]
    public void Shot_noise_has_the_level_over_the_photons_as_variance(int size, int severity, double c)
    {
        var levels = Levels.Of(Views.Grey(size, 26).Draws("shot_noise", severity));
        var (level, probability) = (26 / 255.0, Math.Exp(-26 * c / 255));
        var (mean, square) = (0.0, 0.0);
        for (var photons = 0; photons < 200; photons++)
        {
            var rounded = Math.Min(1, Math.Round(photons * 255 / c) / 255);
            (mean, square) = (mean + (probability * rounded), square + (probability * rounded * rounded));
            probability *= level * c / (photons + 1);
        }

        Assert.Equal(level / c, square - (mean * mean), 0.15 * level / c);
        Levels.AssertNear(mean, levels.Average(), 0.015);
        Levels.AssertNear(square - (mean * mean), Levels.Variance(levels), 0.03);
    }

    [Theory]
    [MemberData(nameof(ShotNoise))]
    public void Shot_noise_counts_whole_photons(int size, int severity, double c)
    {
        var levels = Views.Grey(size, 100).Corrupted("shot_noise", severity).Pixels.Distinct();
        Assert.All(levels, level => Assert.True(
            level == 255 || Math.Abs((Math.Round(level * c / 255) * 255 / c) - level) <= 0.5001, $"{level} is no number of photons of {c}"));
    }

    /// <summary>Counts are binomial: five standard deviations are allowed.</summary>
    [Theory]
    [MemberData(nameof(ImpulseNoise))]
    public void Impulse_noise_makes_the_published_fraction_of_levels_black_or_white_in_equal_parts(int size, int severity, double c)
    {
        var levels = Levels.Of(Views.Grey(size, 128).Draws("impulse_noise", severity));
        Assert.Equal(levels.Length, levels.Count(level => level is 0 or 1 or 128 / 255.0));
        foreach (var extreme in (double[])[0, 1])
        {
            var fraction = levels.Count(level => level == extreme) / (double)levels.Length;
            Assert.Equal(c / 2, fraction, 5 * Math.Sqrt(c / 2 * (1 - (c / 2)) / levels.Length));
        }
    }
}
