namespace NoisyStudent.Noise;

/// <summary>
/// A rectangle of the picture that is covered with the fill (DeVries and Taylor, arXiv 1708.04552).
/// </summary>
/// <param name="Left">The first column covered.</param>
/// <param name="Top">The first row covered.</param>
/// <param name="Right">The column after the last covered.</param>
/// <param name="Bottom">The row after the last covered.</param>
public readonly record struct Cutout(int Left, int Top, int Right, int Bottom)
{
    /// <summary>
    /// Draws a square about a uniformly random pixel, clipped at the borders, so that one near a border covers less.
    /// </summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="halfSide">Half of the square's side, in pixels, at least 0.</param>
    /// <param name="random">Where the centre comes from.</param>
    public static Cutout Draw(int width, int height, int halfSide, ref KeyedRandom random)
    {
        var x = random.NextInt(width);
        var y = random.NextInt(height);
        return new Cutout(
            Math.Max(x - halfSide, 0),
            Math.Max(y - halfSide, 0),
            Math.Min(x + halfSide, width),
            Math.Min(y + halfSide, height));
    }

    /// <summary>Copies the picture and covers the rectangle.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="fill">The grey level that covers.</param>
    public void Apply(PixelBuffers image, byte fill)
    {
        image.Source.CopyTo(image.Destination);
        var length = (Right - Left) * PixelBuffers.Channels;
        for (var y = Top; y < Bottom; y++)
        {
            image.Destination.Slice((y * image.Stride) + (Left * PixelBuffers.Channels), length).Fill(fill);
        }
    }
}
