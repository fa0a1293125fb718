using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

public sealed class DigitalCorruptionsTests
{
    public static TheoryData<int, int, double> Brightness => Published.Numbers(
        [.05, .1, .15, .2, .3], [.1, .2, .3, .4, .5], [.1, .2, .3, .4, .5]);

    public static TheoryData<int, int, double> Contrast => Published.Numbers(
        [.75, .5, .4, .3, 0.15], [.4, .3, .2, .1, 0.05], [0.4, .3, .2, .1, .05]);

    /// <summary>What saturation is multiplied by, and what is added.</summary>
    public static TheoryData<int, int, double[]> Saturate => Published.Tuples(
        [[0.3, 0], [0.1, 0], [1.5, 0], [2, 0.1], [2.5, 0.2]],
        [[0.3, 0], [0.1, 0], [2, 0], [5, 0.1], [30, 0.2]],
        [[0.3, 0], [0.1, 0], [2, 0], [5, 0.1], [20, 0.2]]);

    public static TheoryData<int, int, double> Pixelate => Published.Numbers(
        [0.95, 0.9, 0.85, 0.75, 0.65], [0.9, 0.8, 0.7, 0.6, 0.5], [0.6, 0.5, 0.4, 0.3, 0.25]);

    public static TheoryData<int, int, double> JpegCompression => Published.Numbers(
        [80, 65, 58, 50, 40], [65, 58, 50, 40, 25], [25, 18, 15, 10, 7]);

    // The table for luminance of the JPEG standard (ITU T.81, annex K).
    private static readonly int[] _luminance =
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>Levels up to 127 leave room for 0.5 more.</summary>
    [Theory]
    [MemberData(nameof(Brightness))]
    public void Brightness_adds_to_the_value_and_keeps_the_colour(int size, int severity, double c)
    {
        var clean = Views.Static(size, least: 20, range: 107);
        var bright = clean.Corrupted("brightness", severity);
        foreach (var (before, after) in clean.Pixels.Chunk(3).Zip(bright.Pixels.Chunk(3)))
        {
            Assert.Equal(before.Max() + (255 * c), after.Max(), 0.51);
            Assert.Equal(before.Min() * (before.Max() + (255 * c)) / before.Max(), after.Min(), 0.51);
        }
    }

    [Theory]
    [MemberData(nameof(Contrast))]
    public void Contrast_leaves_a_part_of_the_deviation_and_all_of_the_mean(int size, int severity, double c)
    {
        var clean = Views.Scene(size, 1);
        var faint = clean.Corrupted("contrast", severity);
        for (var channel = 0; channel < 3; channel++)
        {
            var (before, after) = (Levels.Of(clean, channel), Levels.Of(faint, channel));
            Assert.Equal(before.Average(), after.Average(), 0.5 / 255);
            Levels.AssertNear(c * c * Levels.Variance(before), Levels.Variance(after) - Levels.RoundingVariance, 0.05);
        }
    }

    /// <summary>Bright colours of saturation 0.08, 0.25 and 0.5: the new one follows from value and saturation, value and hue being the same.</summary>
    [Theory]
    [MemberData(nameof(Saturate))]
    public void Saturate_multiplies_saturation_and_adds_to_it(int size, int severity, double[] c)
    {
        foreach (var (value, saturation) in (ReadOnlySpan<(int, double)>)[(250, 0.08), (240, 0.25), (200, 0.5)])
        {
            var (middle, least) = (value * (1 - (saturation / 2)), value * (1 - saturation));
            var clean = Views.Of(size, (_, _) => (middle, value, least));
            var after = clean.Corrupted("saturate", severity).Pixels;
            var expected = Math.Clamp((saturation * c[0]) + c[1], 0, 1);
            Assert.Equal(value, after[1]);
            Assert.Equal(value * (1 - expected), after[2], 0.51);
            Assert.Equal(value * (1 - (expected / 2)), after[0], 0.51);
        }
    }

    /// <summary>int(size * c) blocks along both axes, each the mean of what it covers.</summary>
    [Theory]
    [MemberData(nameof(Pixelate))]
    public void Pixelate_leaves_as_many_blocks_as_the_smaller_picture_has_pixels(int size, int severity, double c)
    {
        var clean = Views.Static(size);
        var coarse = clean.Corrupted("pixelate", severity);
        var blocks = (int)(size * c);
        Assert.Equal(blocks, 1 + Enumerable.Range(1, size - 1).Count(x => Enumerable.Range(0, size).Any(y => coarse.At(x, y) != coarse.At(x - 1, y))));
        Assert.Equal(blocks, 1 + Enumerable.Range(1, size - 1).Count(y => Enumerable.Range(0, size).Any(x => coarse.At(x, y) != coarse.At(x, y - 1))));
        Assert.Equal(Levels.Of(clean).Average(), Levels.Of(coarse).Average(), 0.02);
    }

    [Fact]
    public void A_block_is_the_mean_of_its_pixels()
    {
        // Half the size: blocks of two by two.
        var clean = Views.Static(64);
        var coarse = clean.Corrupted("pixelate", 5);
        for (var i = 0; i < 64 * 64; i++)
        {
            var (x, y) = (i % 64 / 2 * 2, i / 64 / 2 * 2);
            var mean = (clean.At(x, y) + clean.At(x + 1, y) + clean.At(x, y + 1) + clean.At(x + 1, y + 1)) / 4;
            Assert.Equal(mean, coarse.At(i % 64, i / 64), 0.51 / 255);
        }
    }

    /// <summary>
    /// In a grey JPEG each coefficient of an 8x8 block is a multiple of the table's step, scaled as the Independent JPEG Group scales it for a
    /// quality. Rounding pixels moves a coefficient by 1/12 in the mean of squares; another quality would leave far more.
    /// </summary>
    [Theory]
    [MemberData(nameof(JpegCompression))]
    public void Jpeg_coefficients_are_multiples_of_the_steps_of_the_published_quality(int size, int severity, double c)
    {
        var scale = c < 50 ? (int)(5000 / c) : 200 - (2 * (int)c);
        var steps = Array.ConvertAll(_luminance, step => Math.Clamp(((step * scale) + 50) / 100, 1, 255));
        var compressed = Views.Scene(size, 2, grey: true).Corrupted("jpeg_compression", severity);
        var (sum, count) = (0.0, 0);
        for (var block = 0; block < size / 8 * (size / 8); block++)
        {
            var (left, top) = (block % (size / 8) * 8, block / (size / 8) * 8);
            for (var i = 0; i < steps.Length; i++)
            {
                var coefficient = Coefficient(i % 8, i / 8, (x, y) => (compressed.At(left + x, top + y) * 255) - 128);
                sum += Math.Pow(coefficient - (steps[i] * Math.Round(coefficient / steps[i])), 2);
                count++;
            }
        }

        Assert.InRange(sum / count, 0, 0.13);
        Assert.NotEqual(Views.Scene(size, 2, grey: true).Pixels, compressed.Pixels);
    }

    /// <summary>A coefficient of the discrete cosine transform of 8x8 levels.</summary>
    private static double Coefficient(int u, int v, Func<int, int, double> level)
    {
        var sum = 0.0;
        for (var i = 0; i < 64; i++)
        {
            sum += level(i % 8, i / 8) * Math.Cos(((2 * (i % 8)) + 1) * u * Math.PI / 16) * Math.Cos(((2 * (i / 8)) + 1) * v * Math.PI / 16);
        }

        return sum / 4 * (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1);
    }
}
