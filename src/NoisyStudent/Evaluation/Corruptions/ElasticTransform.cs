using NoisyStudent.Evaluation.Corruptions.Planes;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>A picture on rubber: an affine map that moves three points at random, then each pixel moved, neighbours together (Simard et al., 2003).</summary>
internal static class ElasticTransform
{
    // The Gaussian of the shifts ends at so many standard deviations.
    private const double Truncate = 3;

    public static void Apply(FloatImage image, Elasticity elasticity, ref KeyedRandom random)
    {
        var size = image.Size;
        var map = Affine.Draw(size, elasticity.Affine * size, ref random);
        var (shiftX, shiftY) = (Shifts(size, elasticity, ref random), Shifts(size, elasticity, ref random));
        foreach (var plane in image.Planes)
        {
            var turned = new Plane(size);
            for (var y = 0; y < size; y++)
            {
                var row = turned.Row(y);
                for (var x = 0; x < size; x++)
                {
                    row[x] = plane.At((map.A * x) + (map.B * y) + map.C, (map.D * x) + (map.E * y) + map.F, Border.Mirror);
                }
            }

            for (var y = 0; y < size; y++)
            {
                var row = plane.Row(y);
                for (var x = 0; x < size; x++)
                {
                    row[x] = turned.At(x + shiftX.Row(y)[x], y + shiftY.Row(y)[x], Border.Reflect);
                }
            }
        }
    }

    private static Plane Shifts(int size, Elasticity elasticity, ref KeyedRandom random)
    {
        var shifts = new Plane(size);
        foreach (ref var shift in shifts.Values.AsSpan())
        {
            shift = (float)random.NextDouble(-1, 1);
        }

        GaussianFilter.Apply(shifts, elasticity.Sigma * size, Truncate, Border.Reflect);
        foreach (ref var shift in shifts.Values.AsSpan())
        {
            shift *= (float)(elasticity.Shift * size);
        }

        return shifts;
    }

    /// <summary>Where a place (x, y) of the result is found: (a x + b y + c, d x + e y + f).</summary>
    private readonly record struct Affine(double A, double B, double C, double D, double E, double F)
    {
        /// <summary>The map that moves three corners of a square in the middle.</summary>
        /// <param name="size">Width and height of the picture.</param>
        /// <param name="shift">How far a corner is moved at most, in pixels along either axis.</param>
        /// <param name="random">Where the shifts come from.</param>
        public static Affine Draw(int size, double shift, ref KeyedRandom random)
        {
            var (far, near) = ((size / 2) + (size / 3), (size / 2) - (size / 3));
            var (x0, y0) = (far + random.NextDouble(-shift, shift), far + random.NextDouble(-shift, shift));
            var (x1, y1) = (far + random.NextDouble(-shift, shift) - x0, near + random.NextDouble(-shift, shift) - y0);
            var (x2, y2) = (near + random.NextDouble(-shift, shift) - x0, near + random.NextDouble(-shift, shift) - y0);

            // From the moved corners back to the square's: the sides (0, near - far) and (near - far, near - far) are what the moved sides come from.
            var (side, determinant) = (near - far, (x1 * y2) - (x2 * y1));
            var (a, b) = (-y1 * side / determinant, x1 * side / determinant);
            var (d, e) = ((y2 - y1) * side / determinant, (x1 - x2) * side / determinant);
            return new Affine(a, b, far - (a * x0) - (b * y0), d, e, far - (d * x0) - (e * y0));
        }
    }
}
