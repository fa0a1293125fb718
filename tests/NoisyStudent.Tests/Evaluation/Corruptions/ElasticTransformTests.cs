using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

/// <summary>
/// A picture whose pixels say where they came from shows the movement. Its best affine map is that of the three corners; what is left of each pixel's
/// movement are the smoothed shifts.
/// </summary>
public sealed class ElasticTransformTests
{
    /// <summary>Shift, Gaussian and affine movement in parts of 32, 64 and, as published, 244 pixels.</summary>
    public static TheoryData<int, int, double[]> ElasticTransform => Published.Tuples(
        [[0, 0, 32 * 0.08], [32 * 0.05, 32 * 0.2, 32 * 0.07], [32 * 0.08, 32 * 0.06, 32 * 0.06], [32 * 0.1, 32 * 0.04, 32 * 0.05], [32 * 0.1, 32 * 0.03, 32 * 0.03]],
        [[0, 0, 64 * 0.08], [64 * 0.05, 64 * 0.3, 64 * 0.06], [64 * 0.1, 64 * 0.08, 64 * 0.06], [64 * 0.1, 64 * 0.03, 64 * 0.03], [64 * 0.16, 64 * 0.03, 64 * 0.02]],
        [
            [244 * 2, 244 * 0.7, 244 * 0.1], [244 * 2, 244 * 0.08, 244 * 0.2], [244 * 0.05, 244 * 0.01, 244 * 0.02],
            [244 * 0.07, 244 * 0.01, 244 * 0.02], [244 * 0.12, 244 * 0.01, 244 * 0.02],
        ]);

    /// <summary>Elsewhere the shifts are as smooth as an affine map, or bend the picture too much to see one.</summary>
    public static IEnumerable<TheoryDataRow<int, int, double[]>> OfVisibleCorners => ElasticTransform.Where(row => row.Data is not (224, <= 2, _));

    /// <summary>Elsewhere the shifts are as smooth as an affine map, or the map too strong to see them.</summary>
    public static IEnumerable<TheoryDataRow<int, int, double[]>> OfVisibleShifts =>
        ElasticTransform.Where(row => row.Data is var (size, _, c) && c[1] <= size * 0.1 && c[2] <= size * 0.2);

    /// <summary>Each corner is moved by a uniform number within the bound along each axis, whose root mean square is the bound over the root of 3.</summary>
    [Theory]
    [MemberData(nameof(OfVisibleCorners))]
    public void Three_corners_are_moved_within_the_published_bound(int size, int severity, double[] c)
    {
        var (far, near) = ((size / 2) + (size / 3), (size / 2) - (size / 3));
        var moves = new List<double>();
        foreach (var movement in Movements(size, severity, size == 224 ? 30 : 100))
        {
            foreach (var (x, y) in ((int, int)[])[(far, far), (far, near), (near, near)])
            {
                var moved = movement.WhereGoes(x, y);
                moves.AddRange([moved.X - x, moved.Y - y]);
            }
        }

        var shifts = c[0] == 0 ? 0 : 0.25 * c[0] * Levels.LeftByGaussian(c[1]);
        Assert.All(moves, move => Assert.InRange(Math.Abs(move), 0, (c[2] * 1.05) + (5 * shifts) + 0.1));

        // The shifts of the last two are not much smaller than the corners' movement, and seen in it.
        Levels.AssertNear(c[2] / Math.Sqrt(3), Math.Sqrt(moves.Average(move => move * move)), severity <= 3 ? 0.12 : 0.3);
    }

    /// <summary>A uniform number within the bound has the variance bound^2 / 3, of which the Gaussian leaves a known part.</summary>
    [Theory]
    [MemberData(nameof(OfVisibleShifts))]
    public void Shifts_have_the_size_that_bound_and_Gaussian_give_them(int size, int severity, double[] c)
    {
        var rounding = 1 / (12.0 * Views.StepOfPlaces(size) * Views.StepOfPlaces(size));
        var variance = Movements(size, severity, size == 224 ? 20 : 60).Average(movement => movement.Residual) - rounding;
        if (c[0] == 0)
        {
            Assert.Equal(0, variance, 0.02);
            return;
        }

        Levels.AssertNear(c[0] * Levels.LeftByGaussian(c[1]) / Math.Sqrt(3), Math.Sqrt(variance), c[1] > size * 0.05 ? 0.25 : 0.12);
    }

    /// <summary>Corners drawn here within the bound, and where the map to them finds what it shows in the middle: the median of how far away that is.</summary>
    [Theory]
    [InlineData(1, 244 * 0.1)]
    [InlineData(2, 244 * 0.2)]
    public void At_224_the_first_two_severities_move_the_middle(int severity, double bound)
    {
        var moves = Views.Places(224).Draws("elastic_transform", severity, 60)
            .SelectMany(picture => ((int[])[0, 1]).Select(channel => (picture.At(112, 112, channel) * 255) - 112)).ToArray();
        var random = KeyedRandom.For(5, RandomUse.Drawing);
        var drawn = new List<double>();
        for (var i = 0; i < 10_000; i++)
        {
            // Corners and middle are 74 pixels apart along either axis.
            var (x0, y0) = (74 + Shift(), 74 + Shift());
            var (x1, y1) = (74 + Shift() - x0, -74 + Shift() - y0);
            var (x2, y2) = (-74 + Shift() - x0, -74 + Shift() - y0);
            var (first, second) = (((-x0 * y2) + (y0 * x2)) / ((x1 * y2) - (y1 * x2)), ((-x1 * y0) + (y1 * x0)) / ((x1 * y2) - (y1 * x2)));
            drawn.AddRange([74 - (148 * second), 74 - (148 * first) - (148 * second)]);
        }

        Levels.AssertNear(Median(drawn), Median(moves), 0.2);

        double Shift() => random.NextDouble(-bound, bound);

        static double Median(IEnumerable<double> moves) => moves.Select(Math.Abs).Order().ElementAt(moves.Count() / 2);
    }

    /// <summary>Between published sizes, movements are in proportion to the picture.</summary>
    [Fact]
    public void A_smaller_picture_is_bent_alike()
    {
        const int Severity = 4;
        var (small, large) = (Movements(160, Severity, 20).Average(movement => movement.Residual), Movements(224, Severity, 20).Average(movement => movement.Residual));
        var rounding = 1 / 12.0;
        Levels.AssertNear(224 / 160.0, Math.Sqrt((large - rounding) / (small - rounding)), 0.1);
    }

    private static IEnumerable<Movement> Movements(int size, int severity, int count) =>
        Views.Places(size).Draws("elastic_transform", severity, count).Select(picture => Movement.Of(picture));

    /// <summary>Where pixels came from: the affine map (a x + b y + c, d x + e y + f), and the mean square of what it does not explain.</summary>
    private sealed record Movement(double A, double B, double C, double D, double E, double F, double Residual)
    {
        /// <summary>The best map of the middle, which no border reaches.</summary>
        public static Movement Of(RgbImage picture)
        {
            var (size, step) = (picture.Width, Views.StepOfPlaces(picture.Width));
            var (from, to) = (size / 4, size - (size / 4));
            var (middle, spread) = ((from + to - 1) / 2.0, Enumerable.Range(from, to - from).Sum(x => Math.Pow(x - ((from + to - 1) / 2.0), 2)) * (to - from));
            var (a, b, c) = Fit(0);
            var (d, e, f) = Fit(1);
            var residual = 0.0;
            for (var y = from; y < to; y++)
            {
                for (var x = from; x < to; x++)
                {
                    residual += Math.Pow(Place(x, y, 0) - ((a * x) + (b * y) + c), 2) + Math.Pow(Place(x, y, 1) - ((d * x) + (e * y) + f), 2);
                }
            }

            return new Movement(a, b, c, d, e, f, residual / (2 * (to - from) * (to - from)));

            double Place(int x, int y, int channel) => picture.At(x, y, channel) * 255 / step;

            // Over a square about its middle, the two slopes and the mean do not depend on each other.
            (double X, double Y, double Constant) Fit(int channel)
            {
                var (alongX, alongY, sum) = (0.0, 0.0, 0.0);
                for (var y = from; y < to; y++)
                {
                    for (var x = from; x < to; x++)
                    {
                        var place = Place(x, y, channel);
                        (alongX, alongY, sum) = (alongX + (place * (x - middle)), alongY + (place * (y - middle)), sum + place);
                    }
                }

                var (slopeX, slopeY) = (alongX / spread, alongY / spread);
                return (slopeX, slopeY, (sum / ((to - from) * (to - from))) - ((slopeX + slopeY) * middle));
            }
        }

        /// <summary>Where the map shows what was at a place: its inverse.</summary>
        public (double X, double Y) WhereGoes(double x, double y)
        {
            var determinant = (A * E) - (B * D);
            var (u, v) = (x - C, y - F);
            return (((E * u) - (B * v)) / determinant, ((A * v) - (D * u)) / determinant);
        }
    }
}
