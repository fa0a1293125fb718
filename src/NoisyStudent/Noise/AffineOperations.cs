namespace NoisyStudent.Noise;

/// <summary>
/// Operations that move pixels: turns, shears, shifts. Each is a map from the places of the result to those of the picture.
/// </summary>
internal static class AffineOperations
{
    /// <summary>Turns the picture about its centre.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="degrees">The angle, counter-clockwise, in degrees.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void Rotate(PixelBuffers image, double degrees, byte fill)
    {
        var (sine, cosine) = Math.SinCos(degrees * Math.PI / 180);
        var centreX = image.Width / 2.0;
        var centreY = image.Height / 2.0;
        var map = new AffineMap(
            cosine, -sine, centreX - (cosine * centreX) + (sine * centreY),
            sine, cosine, centreY - (sine * centreX) - (cosine * centreY));
        AffineSampling.Resample(image, map, fill);
    }

    /// <summary>Shears along the rows, the top edge staying: the result's (x, y) is the picture's (x + level * y, y).</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="level">Pixels of shift per row.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void ShearX(PixelBuffers image, double level, byte fill) =>
        AffineSampling.Resample(image, new AffineMap(1, level, 0, 0, 1, 0), fill);

    /// <summary>
    /// Shears along the columns, the left edge staying: the result's (x, y) is the picture's (x, y + level * x).
    /// </summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="level">Pixels of shift per column.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void ShearY(PixelBuffers image, double level, byte fill) =>
        AffineSampling.Resample(image, new AffineMap(1, 0, 0, level, 1, 0), fill);

    /// <summary>Shifts along the rows: the result's (x, y) is the picture's (x + pixels, y).</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="pixels">How far to the left, in whole or fractional pixels.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void TranslateX(PixelBuffers image, double pixels, byte fill) =>
        AffineSampling.Resample(image, new AffineMap(1, 0, pixels, 0, 1, 0), fill);

    /// <summary>Shifts along the columns: the result's (x, y) is the picture's (x, y + pixels).</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="pixels">How far up, in whole or fractional pixels.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void TranslateY(PixelBuffers image, double pixels, byte fill) =>
        AffineSampling.Resample(image, new AffineMap(1, 0, 0, 0, 1, pixels), fill);
}
