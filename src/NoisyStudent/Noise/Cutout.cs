namespace NoisyStudent.Noise;

/// <summary>
/// A rectangle of the picture that is covered with the fill (DeVries and Taylor, arXiv 1708.04552).
/// </summary>
/// <param name="Left">The first column covered.</param>
/// <param name="Top">The first row covered.</param>
/// <param name="Right">The column after the last covered.</param>
/// <param name="Bottom">The row after the last covered.</param>
internal readonly record struct Cutout(int Left, int Top, int Right, int Bottom)
{
    /// <summary>
    /// Draws a square about a uniformly random pixel, clipped at the borders, so that one near a border covers less.
    /// </summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="side">The square's side, in pixels, at least 0.</param>
    /// <param name="random">Where the centre comes from.</param>
    public static Cutout Draw(int width, int height, int side, ref KeyedRandom random)
    {
        var left = random.NextInt(width) - (side / 2);
        var top = random.NextInt(height) - (side / 2);
        return new Cutout(Math.Max(left, 0), Math.Max(top, 0), Math.Min(left + side, width), Math.Min(top + side, height));
    }

    /// <summary>Copies the picture and covers the rectangle.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="fill">The grey level that covers.</param>
    public void Apply(PixelBuffers image, byte fill)
    {
        image.Source.CopyTo(image.Destination);
        Cover(image.Destination, image.Width, fill);
    }

    /// <summary>Covers the rectangle in a picture.</summary>
    /// <param name="pixels">The picture, <c>[height, width, 3]</c>.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="fill">The grey level that covers.</param>
    public void Cover(Span<byte> pixels, int width, byte fill)
    {
        for (var y = Top; y < Bottom; y++)
        {
            pixels.Slice(((y * width) + Left) * PixelBuffers.Channels, (Right - Left) * PixelBuffers.Channels).Fill(fill);
        }
    }
}
