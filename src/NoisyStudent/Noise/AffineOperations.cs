namespace NoisyStudent.Noise;

/// <summary>
/// Operations that move pixels: turns, shears, shifts. The centre of each result pixel is looked up in the picture, as the
/// bilinear mean of the four pixels about that place; a place outside the picture gives the fill. Pillow's
/// <c>Image.transform</c> does the same with <c>AFFINE</c> and <c>BILINEAR</c>.
/// </summary>
public static class AffineOperations
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
        Resample(image, map, fill);
    }

    /// <summary>Shears along the rows, the top edge staying: the result's (x, y) is the picture's (x + level * y, y).</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="level">Pixels of shift per row.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void ShearX(PixelBuffers image, double level, byte fill) =>
        Resample(image, new AffineMap(1, level, 0, 0, 1, 0), fill);

    /// <summary>
    /// Shears along the columns, the left edge staying: the result's (x, y) is the picture's (x, y + level * x).
    /// </summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="level">Pixels of shift per column.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void ShearY(PixelBuffers image, double level, byte fill) =>
        Resample(image, new AffineMap(1, 0, 0, level, 1, 0), fill);

    /// <summary>Shifts along the rows: the result's (x, y) is the picture's (x + pixels, y).</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="pixels">How far to the left, in whole or fractional pixels.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void TranslateX(PixelBuffers image, double pixels, byte fill) =>
        Resample(image, new AffineMap(1, 0, pixels, 0, 1, 0), fill);

    /// <summary>Shifts along the columns: the result's (x, y) is the picture's (x, y + pixels).</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="pixels">How far up, in whole or fractional pixels.</param>
    /// <param name="fill">The grey level of what is left empty.</param>
    public static void TranslateY(PixelBuffers image, double pixels, byte fill) =>
        Resample(image, new AffineMap(1, 0, 0, 0, 1, pixels), fill);

    private static void Resample(PixelBuffers image, in AffineMap map, byte fill)
    {
        var destination = image.Destination;
        var i = 0;
        for (var row = 0; row < image.Height; row++)
        {
            for (var column = 0; column < image.Width; column++, i += PixelBuffers.Channels)
            {
                var (x, y) = map.At(column + 0.5, row + 0.5);
                var pixel = destination.Slice(i, PixelBuffers.Channels);
                if (x >= 0 && x < image.Width && y >= 0 && y < image.Height)
                {
                    Interpolate(image, x - 0.5, y - 0.5, pixel);
                }
                else
                {
                    pixel.Fill(fill);
                }
            }
        }
    }

    /// <summary>The bilinear mean of the four pixels about a place; beyond the border the outermost pixels go on.</summary>
    private static void Interpolate(PixelBuffers image, double x, double y, Span<byte> pixel)
    {
        var left = (int)Math.Floor(x);
        var top = (int)Math.Floor(y);
        var toRight = x - left;
        var toBottom = y - top;
        var leftOffset = Math.Max(left, 0) * PixelBuffers.Channels;
        var rightOffset = Math.Min(left + 1, image.Width - 1) * PixelBuffers.Channels;
        var upper = image.Source.Slice(Math.Max(top, 0) * image.Stride, image.Stride);
        var lower = image.Source.Slice(Math.Min(top + 1, image.Height - 1) * image.Stride, image.Stride);
        for (var channel = 0; channel < pixel.Length; channel++)
        {
            var above = Between(upper[leftOffset + channel], upper[rightOffset + channel], toRight);
            var below = Between(lower[leftOffset + channel], lower[rightOffset + channel], toRight);
            pixel[channel] = (byte)Between(above, below, toBottom);
        }
    }

    private static double Between(double from, double to, double fraction) => from + ((to - from) * fraction);

    /// <summary>Where in the picture a place of the result is found: (a x + b y + c, d x + e y + f).</summary>
    private readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
    {
        public (double X, double Y) At(double x, double y) => ((A * x) + (B * y) + C, (D * x) + (E * y) + F);
    }
}
