namespace NoisyStudent.Images;

/// <summary>An upright picture of 8 bits a channel, in sRGB, held in memory.</summary>
public sealed class RgbImage
{
    /// <summary>Bytes of a pixel: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Wraps pixels, without a copy.</summary>
    /// <param name="width">Width in pixels, at least 1.</param>
    /// <param name="height">Height in pixels, at least 1.</param>
    /// <param name="pixels">Row by row from the top, three bytes R, G, B a pixel: width * height * 3 bytes.</param>
    /// <exception cref="ArgumentException">The number of bytes is not width * height * 3.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.LongLength != 3L * width * height)
        {
            throw new ArgumentException(
                $"{width} x {height} pixels are {3L * width * height} bytes, not {pixels.LongLength}.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Row by row from the top, three bytes R, G, B a pixel.</summary>
    public byte[] Pixels { get; }

    /// <summary>What was found out about the samples' range when it was read.</summary>
    internal SampleRange Range { get; init; }

    /// <summary>Whether it is the first page of several.</summary>
    internal bool HasMorePages { get; init; }
}
