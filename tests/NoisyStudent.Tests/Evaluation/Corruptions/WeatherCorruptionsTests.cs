using NoisyStudent.Evaluation.Corruptions.Planes;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

public sealed class WeatherCorruptionsTests
{
    /// <summary>Mean and deviation of the layer, its enlargement, threshold, radius and deviation of the fall, what the picture keeps.</summary>
    public static TheoryData<int, int, double[]> Snow => Published.Tuples(
        [
            [0.1, 0.2, 1, 0.6, 8, 3, 0.95], [0.1, 0.2, 1, 0.5, 10, 4, 0.9], [0.15, 0.3, 1.75, 0.55, 10, 4, 0.9],
            [0.25, 0.3, 2.25, 0.6, 12, 6, 0.85], [0.3, 0.3, 1.25, 0.65, 14, 12, 0.8],
        ],
        [
            [0.1, 0.2, 1, 0.6, 8, 3, 0.8], [0.1, 0.2, 1, 0.5, 10, 4, 0.8], [0.15, 0.3, 1.75, 0.55, 10, 4, 0.7],
            [0.25, 0.3, 2.25, 0.6, 12, 6, 0.65], [0.3, 0.3, 1.25, 0.65, 14, 12, 0.6],
        ],
        [
            [0.1, 0.3, 3, 0.5, 10, 4, 0.8], [0.2, 0.3, 2, 0.5, 12, 4, 0.7], [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
            [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65], [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
        ]);

    /// <summary>What is left of the picture, and of the ice.</summary>
    public static TheoryData<int, int, double[]> Frost => Published.Tuples(
        [[1, 0.2], [1, 0.3], [0.9, 0.4], [0.85, 0.4], [0.75, 0.45]],
        [[1, 0.3], [0.9, 0.4], [0.8, 0.45], [0.75, 0.5], [0.7, 0.55]],
        [[1, 0.4], [0.8, 0.6], [0.7, 0.7], [0.65, 0.7], [0.6, 0.75]]);

    /// <summary>Density and decay.</summary>
    public static TheoryData<int, int, double[]> Fog => Published.Tuples(
        [[.2, 3], [.5, 3], [0.75, 2.5], [1, 2], [1.5, 1.75]],
        [[.4, 3], [.7, 3], [1, 2.5], [1.5, 2], [2, 1.75]],
        [[1.5, 2], [2, 2], [2.5, 1.7], [2.5, 1.5], [3, 1.4]]);

    /// <summary>Mean, deviation, Gaussian and threshold of the layer, strength of water or Gaussian of mud, and whether it is mud.</summary>
    public static TheoryData<int, int, double[]> Spatter => Published.Tuples(
        [
            [0.62, 0.1, 0.7, 0.7, 0.5, 0], [0.65, 0.1, 0.8, 0.7, 0.5, 0], [0.65, 0.3, 1, 0.69, 0.5, 0],
            [0.65, 0.1, 0.7, 0.69, 0.6, 1], [0.65, 0.1, 0.5, 0.68, 0.6, 1],
        ],
        [
            [0.62, 0.1, 0.7, 0.7, 0.6, 0], [0.65, 0.1, 0.8, 0.7, 0.6, 0], [0.65, 0.3, 1, 0.69, 0.6, 0],
            [0.65, 0.1, 0.7, 0.68, 0.6, 1], [0.65, 0.1, 0.5, 0.67, 0.6, 1],
        ],
        [
            [0.65, 0.3, 4, 0.69, 0.6, 0], [0.65, 0.3, 3, 0.68, 0.6, 0], [0.65, 0.3, 2, 0.68, 0.5, 0],
            [0.65, 0.3, 1, 0.65, 1.5, 1], [0.67, 0.4, 1, 0.65, 1.5, 1],
        ]);

    /// <summary>Black without a flake becomes (1 - kept) / 2: the whitened picture is at least half white.</summary>
    [Theory]
    [MemberData(nameof(Snow))]
    public void Snow_whitens_by_what_the_picture_does_not_keep(int size, int severity, double[] c)
    {
        var levels = Levels.Of(Views.Grey(size, 0).Draws("snow", severity));
        Assert.Equal((1 - c[6]) / 2, levels.Min(), 0.6 / 255);
    }

    /// <summary>
    /// The layer is normal above its threshold, and lies over the picture twice. Enlarged, a pixel at the fractions (f, g) between four others has
    /// (f^2 + (1 - f)^2) (g^2 + (1 - g)^2) of their variance. Falling changes no mean, but
    /// that it repeats the outermost pixels, which in small pictures is a good part of them.
    /// </summary>
    [Theory]
    [MemberData(nameof(Snow))]
    public void As_much_snow_falls_as_is_above_the_threshold(int size, int severity, double[] c)
    {
        var levels = Levels.Of(Views.Grey(size, 0).Draws("snow", severity, size == 224 ? 12 : 300), channel: 0);
        double[] fractions = c[2] == 1 ? [0] : [.. Enumerable.Range(0, 20).Select(i => (i + 0.5) / 20)];
        var deviations = from f in fractions from g in fractions select c[1] * Math.Sqrt(((f * f) + ((1 - f) * (1 - f))) * ((g * g) + ((1 - g) * (1 - g))));
        var flakes = deviations.Average(deviation => Levels.OfNormal(c[0], deviation, x => x < c[3] ? 0 : Math.Min(x, 1)));
        Levels.AssertNear(2 * flakes, levels.Average() - levels.Min(), c[2] == 1 ? 0.06 : size == 224 ? 0.08 : size == 64 ? 0.16 : 0.4);
    }

    [Fact]
    public void Snow_falls_from_above()
    {
        foreach (var size in Published.Sizes)
        {
            // What neighbours have in common, in a column and in a row.
            var (along, across) = (0.0, 0.0);
            foreach (var snow in Views.Grey(size, 0).Draws("snow", 1, 30))
            {
                for (var i = 0; i < (size - 1) * (size - 1); i++)
                {
                    var (x, y) = (i % (size - 1), i / (size - 1));
                    along += Math.Pow(snow.At(x, y) - snow.At(x, y + 1), 2);
                    across += Math.Pow(snow.At(x, y) - snow.At(x + 1, y), 2);
                }
            }

            Assert.True(along < 0.7 * across, $"at {size}");
        }
    }

    [Theory]
    [MemberData(nameof(Frost))]
    public void Frost_keeps_the_published_parts_of_picture_and_ice(int size, int severity, double[] c)
    {
        // The same name and seed draw the same ice over black and over grey.
        var (onBlack, onGrey) = (Views.Grey(size, 0).Draws("frost", severity, 10), Views.Grey(size, 51).Draws("frost", severity, 10));
        Assert.All(
            onBlack.Zip(onGrey).SelectMany(pair => pair.First.Pixels.Zip(pair.Second.Pixels)), pair => Assert.Equal(c[0] * 51, pair.Second - pair.First, 1.01));
        Assert.Equal(c[1], Levels.Of(onBlack, channel: 2).Max(), 0.15 * c[1]);
        Assert.True(Levels.Of(onBlack, channel: 2).Max() <= c[1] + (0.5 / 255), "more than all of the ice");
    }

    [Fact]
    public void Ice_covers_about_half_of_the_picture_whatever_its_severity_and_size()
    {
        double[] published = [0.2, 0.3, 0.4, 0.4, 0.45, 0.3, 0.4, 0.45, 0.5, 0.55, 0.4, 0.6, 0.7, 0.7, 0.75];
        var coverages = from size in Published.Sizes from severity in Enumerable.Range(1, 5) select (size, severity);
        var means = coverages.Zip(published, (at, ice) => Levels.Of(Views.Grey(at.size, 0).Draws("frost", at.severity, 20), channel: 2).Average() / ice);
        Assert.All(means, mean => Assert.InRange(mean, 0.4, 0.61));
    }

    /// <summary>
    /// (x + density cloud) x / (x + density), the clouds from 0 to 1: a plain picture of level x has x as its brightest and x^2 / (x + density) as its
    /// darkest level. At 224 the clouds are cut out of a larger sky and need not reach both.
    /// </summary>
    [Theory]
    [MemberData(nameof(Fog))]
    public void Fog_reaches_from_the_picture_down_to_what_its_density_leaves(int size, int severity, double[] c)
    {
        var levels = Levels.Of(Views.Grey(size, 204).Draws("fog", severity, size == 224 ? 20 : 1));
        Assert.Equal(0.8, levels.Max(), 0.6 / 255);
        Assert.Equal(0.64 / (0.8 + c[0]), levels.Min(), 0.6 / 255);
    }

    /// <summary>Clouds of another decay are rougher or smoother: the mean difference of pixels an eighth of the picture apart.</summary>
    [Theory]
    [MemberData(nameof(Fog))]
    public void Fog_is_as_rough_as_clouds_of_the_published_decay(int size, int severity, double[] c)
    {
        var count = size == 224 ? 60 : 200;
        var fog = Views.Grey(size, 204).Draws("fog", severity, count).Average(picture => Roughness(size, (x, y) => picture.At(x, y)));
        var clouds = Enumerable.Range(0, count).Average(number =>
        {
            var random = KeyedRandom.For(77, RandomUse.Drawing, number);
            var sky = PlasmaFractal.Draw(size, c[1], ref random);
            return Roughness(size, (x, y) => sky.Row(y)[x]);
        });
        Levels.AssertNear(clouds * c[0] * 0.8 / (0.8 + c[0]), fog, size == 224 ? 0.15 : 0.06);

        static double Roughness(int size, Func<int, int, double> level)
        {
            var (sum, step) = (0.0, size / 8);
            for (var i = 0; i < size * size; i++)
            {
                sum += i % size >= step ? Math.Abs(level(i % size, i / size) - level((i % size) - step, i / size)) : 0;
            }

            return sum / (size * (size - step));
        }
    }

    /// <summary>Drops are where a blurred normal layer is above its threshold. Where water shines least it adds nothing, and mud that is thin is none.</summary>
    [Theory]
    [MemberData(nameof(Spatter))]
    public void Spatter_covers_most_of_what_is_above_the_threshold_and_no_more(int size, int severity, double[] c)
    {
        var deviation = c[1] * Levels.LeftByGaussian(c[2]);
        var above = Levels.OfNormal(c[0], deviation, x => x > c[3] ? 1 : 0);
        var white = c[5] == 1;
        var clean = Views.Grey(size, white ? 255 : 0);
        var changed = Levels.Of(clean.Draws("spatter", severity, size == 224 ? 12 : 100), channel: 2).Average(level => level == (white ? 1 : 0) ? 0.0 : 1);
        Assert.InRange(changed, white ? above * 0.02 : above * 0.5, above * 1.3);
    }

    /// <summary>As a picture grows from 32 to 45 pixels or from 64 to 110, or shrinks from 224 to 130, it is covered as much.</summary>
    [Theory]
    [InlineData("snow", 32, 45)]
    [InlineData("snow", 64, 110)]
    [InlineData("snow", 224, 130)]
    [InlineData("spatter", 32, 45)]
    [InlineData("spatter", 64, 110)]
    [InlineData("spatter", 224, 130)]
    public void Between_published_sizes_as_much_falls_on_a_picture(string name, int published, int size)
    {
        for (var severity = 1; severity <= 5; severity++)
        {
            var (expected, actual) = (Fallen(published), Fallen(size));
            Assert.True(Math.Abs(Math.Log(actual / expected)) < 0.55, $"{name} {severity}: {expected:0.0000} at {published}, {actual:0.0000} at {size}");

            double Fallen(int of)
            {
                var levels = Levels.Of(Views.Grey(of, 128).Draws(name, severity, 1 + (200_000 / (of * of))), channel: 2);
                var still = levels.GroupBy(level => level).MaxBy(group => group.Count())!.Key;
                return levels.Average(level => Math.Abs(level - still));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Spatter))]
    public void Water_is_pale_turquoise_of_the_published_strength_and_mud_is_brown(int size, int severity, double[] c)
    {
        if (c[5] == 0)
        {
            var wet = Views.Grey(size, 0).Draws("spatter", severity, 5);
            Assert.Equal(c[4] * 175 / 255, Levels.Of(wet, channel: 0).Max(), 0.6 / 255);
            Assert.Equal(c[4] * 238 / 255, Levels.Of(wet, channel: 1).Max(), 0.6 / 255);
            Assert.Equal(c[4] * 238 / 255, Levels.Of(wet, channel: 2).Max(), 0.6 / 255);
            return;
        }

        // Where there is mud it covers at least 0.8, in all channels alike.
        foreach (var pixel in Views.Grey(size, 255).Draws("spatter", severity, 5).SelectMany(picture => picture.Pixels.Chunk(3)).Where(pixel => pixel[2] < 255))
        {
            var covered = (255 - pixel[2]) / (255 - 20.0);
            Assert.InRange(covered, 0.797, 1.0001);
            Assert.Equal(255 - (covered * (255 - 63)), pixel[0], 1.01);
            Assert.Equal(255 - (covered * (255 - 42)), pixel[1], 1.01);
        }
    }
}
