using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

/// <summary>What blurs make of an edge, of a point and of a slope.</summary>
public sealed class BlurCorruptionsTests
{
    public static TheoryData<int, int, double> GaussianBlur => Published.Numbers(
        [.4, .6, 0.7, .8, 1], [.5, .75, 1, 1.25, 1.5], [1, 2, 3, 4, 6]);

    public static TheoryData<int, int, double[]> DefocusBlur => Published.Tuples(
        [[0.3, 0.4], [0.4, 0.5], [0.5, 0.6], [1, 0.2], [1.5, 0.1]],
        [[0.5, 0.6], [1, 0.1], [1.5, 0.1], [2.5, 0.01], [3, 0.1]],
        [[3, 0.1], [4, 0.5], [6, 0.5], [8, 0.5], [10, 0.5]]);

    /// <summary>Moves further than a pixel are not independent of each other.</summary>
    public static IEnumerable<TheoryDataRow<int, int, double[]>> GlassBlurOfOnePixel => GlassBlur.Where(row => row.Data.Item3[1] == 1);

    public static TheoryData<int, int, double[]> GlassBlur => Published.Tuples(
        [[0.05, 1, 1], [0.25, 1, 1], [0.4, 1, 1], [0.25, 1, 2], [0.4, 1, 2]],
        [[0.1, 1, 1], [0.5, 1, 1], [0.6, 1, 2], [0.7, 2, 1], [0.9, 2, 2]],
        [[0.7, 1, 2], [0.9, 2, 1], [1, 2, 3], [1.1, 3, 2], [1.5, 4, 2]]);

    public static TheoryData<int, int, double[]> MotionBlur => Published.Tuples(
        [[6, 1], [6, 1.5], [6, 2], [8, 2], [9, 2.5]],
        [[10, 1], [10, 1.5], [10, 2], [10, 2.5], [12, 3]],
        [[10, 3], [15, 5], [15, 8], [15, 12], [20, 15]]);

    /// <summary>The step of the enlargement, and where it ends.</summary>
    public static TheoryData<int, int, double[]> ZoomBlur => Published.Tuples(
        [[0.01, 1.06], [0.01, 1.11], [0.01, 1.16], [0.01, 1.21], [0.01, 1.26]],
        [[0.01, 1.06], [0.01, 1.11], [0.01, 1.16], [0.01, 1.21], [0.01, 1.26]],
        [[0.01, 1.11], [0.01, 1.16], [0.02, 1.21], [0.02, 1.26], [0.03, 1.31]]);

    [Theory]
    [MemberData(nameof(GaussianBlur))]
    public void Gaussian_blur_makes_of_an_edge_the_sums_of_a_Gaussian(int size, int severity, double c) =>
        AssertEdge(Levels.Gaussian(c, (int)Math.Ceiling(4 * c)), "gaussian_blur", size, severity);

    /// <summary>Half of 32, three quarters of 64 and twice 224: the setting of the nearest of them, in proportion.</summary>
    [Theory]
    [InlineData(16, 5, 0.5)]
    [InlineData(48, 5, 1.125)]
    [InlineData(448, 2, 4)]
    public void Between_published_sizes_a_blur_is_in_proportion_to_the_picture(int size, int severity, double sigma) =>
        AssertEdge(Levels.Gaussian(sigma, (int)Math.Ceiling(4 * sigma)), "gaussian_blur", size, severity);

    /// <summary>A disk has as many pixels in each column as fit into the circle; its edge is softened by three Gaussian weights, or five above a radius of 8.</summary>
    [Theory]
    [MemberData(nameof(DefocusBlur))]
    public void Defocus_blur_makes_of_an_edge_the_sums_of_a_disk(int size, int severity, double[] c)
    {
        var (radius, soft) = (c[0], Levels.Gaussian(c[1], c[0] > 8 ? 2 : 1));
        var reach = (int)radius;
        var disk = Enumerable.Range(-reach, (2 * reach) + 1)
            .Select(x => Enumerable.Range(-reach, (2 * reach) + 1).Count(y => (x * x) + (y * y) <= radius * radius)).ToArray();
        var softened = new double[disk.Length + soft.Length - 1];
        for (var i = 0; i < softened.Length; i++)
        {
            softened[i] = Enumerable.Range(0, soft.Length).Where(j => i - j >= 0 && i - j < disk.Length).Sum(j => soft[j] * disk[i - j]) / disk.Sum();
        }

        AssertEdge(softened, "defocus_blur", size, severity);
    }

    /// <summary>
    /// A line from the point of 2 radius + 1 pixels, a half Gaussian along it, up to 45 degrees from the horizontal; each of its weights goes to the
    /// nearest pixel, so that the point itself keeps the first, and the light's centre is at the mean of them or a little further, on diagonals.
    /// </summary>
    [Theory]
    [MemberData(nameof(MotionBlur))]
    public void Motion_blur_draws_a_point_out_to_one_side(int size, int severity, double[] c)
    {
        var weights = Enumerable.Range(0, (2 * (int)c[0]) + 1).Select(i => Math.Exp(-i * i / (2 * c[1] * c[1]))).ToArray();
        var length = weights.Index().Sum(weight => weight.Index * weight.Item) / weights.Sum();
        var point = Views.Of(size, (x, y) => x == size / 2 && y == size / 2 ? (255, 255, 255) : (0, 0, 0));
        var tilts = new List<double>();
        foreach (var blurred in point.Draws("motion_blur", severity, 20))
        {
            var (light, right, down) = (0.0, 0.0, 0.0);
            for (var i = 0; i < size * size; i++)
            {
                var level = blurred.At(i % size, i / size);
                (light, right, down) = (light + level, right + (level * ((i % size) - (size / 2))), down + (level * ((i / size) - (size / 2))));
            }

            Assert.Equal(1, light, 0.1);
            Assert.Equal(1 / weights.Sum(), blurred.At(size / 2, size / 2), 0.6 / 255);
            Assert.InRange(Math.Sqrt((right * right) + (down * down)) / light, 0.9 * length, (1.05 * length) + 0.25);
            tilts.Add(Math.Atan(down / right) * 180 / Math.PI);
        }

        Assert.All(tilts, tilt => Assert.InRange(tilt, -48, 48));
        Assert.True(tilts.Max() - tilts.Min() > 45, "all directions are alike");
    }

    /// <summary>Enlarged by z, a slope is 1 / z as steep; the published programs take the mean of the picture and of all enlargements, the first of which is 1.</summary>
    [Theory]
    [MemberData(nameof(ZoomBlur))]
    public void Zoom_blur_makes_a_slope_less_steep(int size, int severity, double[] c)
    {
        var zooms = Enumerable.Range(0, 100).Select(i => 1 + (i * c[0])).TakeWhile(zoom => zoom < c[1] - 1e-9).ToList();
        if (c[1] == 1.06 || c[1] == 1.11)
        {
            // numpy.arange goes one step too far here, as (1.06 - 1) / 0.01 is a little more than 6, and (1.11 - 1) / 0.01 than 11.
            zooms.Add(c[1]);
        }

        var blurred = Views.Places(size).Corrupted("zoom_blur", severity);
        var (from, to) = (size / 4, 3 * size / 4);
        var steepness = (blurred.At(to, size / 2) - blurred.At(from, size / 2)) * 255 / ((to - from) * Views.StepOfPlaces(size));
        Assert.Equal((1 + zooms.Sum(zoom => 1 / zoom)) / (zooms.Count + 1), steepness, 0.012);
    }

    /// <summary>
    /// Each time, a pixel takes the place of one that is -r to r - 1 pixels away along both axes, half a pixel to the upper left in the mean; with
    /// probability p = (r - 1) / 2r (1 + 1 / 2r) of one that was moved before it, so that the mean is m = -1/2 + p m.
    /// </summary>
    [Theory]
    [MemberData(nameof(GlassBlur))]
    public void Glass_blur_moves_to_the_upper_left_in_the_mean(int size, int severity, double[] c)
    {
        var (reach, times) = (c[1], c[2]);
        var movedBefore = (reach - 1) / (2 * reach) * (1 + (1 / (2 * reach)));
        var mean = -0.5 * times / (1 - movedBefore);
        Assert.Equal(mean, Moves(size, severity, channel: 0, step: Views.StepOfPlaces(size)).Average(), 0.06);
        Assert.Equal(mean, Moves(size, severity, channel: 1, step: Views.StepOfPlaces(size)).Average(), 0.06);
    }

    /// <summary>
    /// Where r is 1, a move is -1 or 0: variance 1/4 each time, of which the Gaussian at the end leaves the square of its weights' squares. The second time,
    /// pixels beside each other take the same one, with its first move, with probability 1/8, and those across a corner with 1/16.
    /// </summary>
    [Theory]
    [MemberData(nameof(GlassBlurOfOnePixel))]
    public void Glass_blur_smooths_the_moves_by_its_Gaussian(int size, int severity, double[] c)
    {
        double[] weights = c[0] < 0.125 ? [1] : Levels.Gaussian(c[0], (int)((4 * c[0]) + 0.5));
        var (same, beside) = (weights.Sum(weight => weight * weight), weights.Zip(weights.Skip(1)).Sum(pair => pair.First * pair.Second));
        var shared = c[2] == 2 ? (4 * same * beside / 8) + (4 * beside * beside / 16) : 0;
        Levels.AssertNear(0.25 * ((c[2] * same * same) + shared), Levels.Variance(Moves(size, severity, channel: 0, step: 8)), 0.05);
    }

    [Theory]
    [InlineData("gaussian_blur")]
    [InlineData("defocus_blur")]
    [InlineData("motion_blur")]
    [InlineData("zoom_blur")]
    [InlineData("glass_blur")]
    public void A_plain_picture_cannot_be_blurred(string name)
    {
        foreach (var size in Published.Sizes)
        {
            var plain = Views.Of(size, (_, _) => (200, 100, 3));
            Assert.Equal(plain.Pixels, plain.Corrupted(name, 5).Pixels);
        }
    }

    /// <summary>How many pixels levels came from the right, or from below: on slopes of so many levels a pixel, far from their ends.</summary>
    private static double[] Moves(int size, int severity, int channel, int step)
    {
        var period = 256 / step;
        var clean = Views.Of(size, (x, y) => (x % period * step, y % period * step, 0));
        var moves = new List<double>();
        foreach (var moved in clean.Draws("glass_blur", severity, size == 224 ? 30 : 100))
        {
            for (var i = 0; i < size * size; i++)
            {
                var (x, y) = (i % size, i / size);
                if (Math.Max(Math.Abs((x % period) - (period / 2)), Math.Abs((y % period) - (period / 2))) < period / 4)
                {
                    moves.Add((moved.At(x, y, channel) - clean.At(x, y, channel)) * 255 / step);
                }
            }
        }

        return [.. moves];
    }

    /// <summary>Black on the left, white from the middle on: each level is the part of the symmetric spread that reaches the white.</summary>
    private static void AssertEdge(double[] spread, string name, int size, int severity)
    {
        var (edge, reach) = (size / 2, spread.Length / 2);
        var blurred = Views.Of(size, (x, _) => x < edge ? (0, 0, 0) : (255, 255, 255)).Corrupted(name, severity);
        for (var x = 0; x < size; x++)
        {
            var expected = spread.Where((_, i) => x + i - reach >= edge).Sum();
            Assert.Equal(expected, blurred.At(x, size / 2), 0.6 / 255);
        }
    }
}
