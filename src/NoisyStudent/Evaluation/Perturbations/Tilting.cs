using NoisyStudent.Evaluation.Corruptions.Planes;
using NoisyStudent.Images;

namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>
/// A picture turned in space about both its axes and seen from its diagonal's length away. As in the published program, it lies a pixel behind the
/// middle of the turn, so that it is a little smaller even where it is not turned.
/// </summary>
internal static class Tilting
{
    /// <summary>Turns a picture; what lies outside it is black.</summary>
    /// <param name="clean">The picture.</param>
    /// <param name="degrees">The angle about either axis.</param>
    public static RgbImage Apply(RgbImage clean, double degrees)
    {
        var (image, tilted) = (FloatImage.Of(clean), new FloatImage(clean.Width));
        var size = clean.Width;
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var distance = size * Math.Sqrt(2);

        // The columns of the turn: where the picture's right, its bottom and its back come to lie. About the vertical axis first.
        var (right, down, back) = ((X: cosine, Y: -sine * sine, Z: sine * cosine), (X: 0.0, Y: cosine, Z: sine), (X: -sine, Y: -sine * cosine, Z: cosine * cosine));
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                // The ray through the pixel meets the picture at (u, v): u right + v down + back + (0, 0, distance) is a multiple of the ray.
                var (rayX, rayY) = ((x - (size / 2.0)) / distance, (y - (size / 2.0)) / distance);
                var (u, v) = Solve(
                    right.X - (rayX * right.Z), down.X - (rayX * down.Z), (rayX * (back.Z + distance)) - back.X,
                    right.Y - (rayY * right.Z), down.Y - (rayY * down.Z), (rayY * (back.Z + distance)) - back.Y);
                for (var channel = 0; channel < image.Planes.Length; channel++)
                {
                    tilted.Planes[channel].Row(y)[x] = LevelAt(image.Planes[channel], u + (size / 2.0), v + (size / 2.0));
                }
            }
        }

        return tilted.ToBytes();
    }

    /// <summary>The solution of a u + b v = c, d u + e v = f.</summary>
    private static (double U, double V) Solve(double a, double b, double c, double d, double e, double f)
    {
        var determinant = (a * e) - (b * d);
        return (((c * e) - (b * f)) / determinant, ((a * f) - (c * d)) / determinant);
    }

    /// <summary>The level at a place, fading into black within a pixel of the edge.</summary>
    private static float LevelAt(Plane plane, double x, double y)
    {
        var covered = Covered(x, plane.Size) * Covered(y, plane.Size);
        return covered > 0 ? (float)covered * plane.At(x, y, Border.Nearest) : 0;
    }

    private static double Covered(double place, int size) => Math.Clamp(Math.Min(place + 1, size - place), 0, 1);
}
