using NoisyStudent.Evaluation.Corruptions.Planes;
using NoisyStudent.Images;
using NoisyStudent.Noise;

namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>Sequences in which the picture moves. What comes into view from outside it is black.</summary>
internal static class GeometricSequences
{
    private const byte Outside = 0;

    /// <summary>Frame i is the mean of the picture and its first i enlargements.</summary>
    public static IReadOnlyList<RgbImage> ZoomBlur(RgbImage clean, Steps scales, ref KeyedRandom random)
    {
        var sum = new FloatImage(clean.Width);
        var frames = new List<RgbImage>();
        foreach (var scale in scales.Amounts)
        {
            var share = 1f / (frames.Count + 1);
            var mean = new FloatImage(clean.Width);
            foreach (var ((total, enlarged), plane) in sum.Planes.Zip(FloatImage.Of(Moved(clean, Scaling(scale))).Planes).Zip(mean.Planes))
            {
                Plane.AddScaled(enlarged.Values, 1, total.Values);
                Plane.AddScaled(total.Values, share, plane.Values);
            }

            frames.Add(mean.ToBytes());
        }

        return frames;
    }

    public static IReadOnlyList<RgbImage> Translate(RgbImage clean, Shifts shifts, ref KeyedRandom random) =>
        [.. shifts.Steps.Amounts.Select(shift => Moved(clean, new AffineMap(1, 0, -shift, 0, 1, 0)))];

    public static IReadOnlyList<RgbImage> Rotate(RgbImage clean, Steps degrees, ref KeyedRandom random) =>
        [.. degrees.Amounts.Select(angle => Moved(clean, Rotation(angle)))];

    public static IReadOnlyList<RgbImage> Scale(RgbImage clean, Steps scales, ref KeyedRandom random) =>
        [.. scales.Amounts.Select(scale => Moved(clean, Scaling(scale)))];

    /// <summary>Shears along the rows and shortens the columns by the cosine, as torchvision did when the data sets were made.</summary>
    public static IReadOnlyList<RgbImage> Shear(RgbImage clean, Steps degrees, ref KeyedRandom random) =>
        [.. degrees.Amounts.Select(angle => Moved(clean, Shearing(angle)))];

    public static IReadOnlyList<RgbImage> Tilt(RgbImage clean, Steps degrees, ref KeyedRandom random) =>
        [.. degrees.Amounts.Select(angle => Tilting.Apply(clean, angle))];

    private static AffineMap Rotation(double degrees)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        return new AffineMap(cosine, sine, 0, -sine, cosine, 0);
    }

    private static AffineMap Scaling(double scale) => new(1 / scale, 0, 0, 0, 1 / scale, 0);

    private static AffineMap Shearing(double degrees)
    {
        var angle = degrees * Math.PI / 180;
        return new AffineMap(1, Math.Tan(angle), 0, 0, 1 / Math.Cos(angle), 0);
    }

    /// <summary>The picture as a map about its centre shows it.</summary>
    private static RgbImage Moved(RgbImage clean, AffineMap aboutCentre)
    {
        var (size, centre) = (clean.Width, clean.Width / 2.0);
        var map = aboutCentre with
        {
            C = aboutCentre.C + centre - ((aboutCentre.A + aboutCentre.B) * centre),
            F = aboutCentre.F + centre - ((aboutCentre.D + aboutCentre.E) * centre),
        };
        var moved = new byte[clean.Pixels.Length];
        AffineSampling.Resample(new PixelBuffers(clean.Pixels, moved, size, size), map, Outside);
        return new RgbImage(size, size, moved);
    }
}
