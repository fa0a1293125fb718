namespace NoisyStudent.Noise;

/// <summary>
/// The picture that an operation reads and the place, of the same size, that it writes: bytes in rows from top to bottom, each
/// pixel red, green, blue (<c>[height, width, 3]</c>). The caller owns both.
/// </summary>
internal readonly ref struct PixelBuffers
{
    /// <summary>Bytes per pixel: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Pairs a picture with the place of its result.</summary>
    /// <param name="source">The picture, <c>[height, width, 3]</c>.</param>
    /// <param name="destination">Where the result goes, <c>[height, width, 3]</c>; shares no byte with the source.</param>
    /// <param name="width">Pixels in a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">A buffer is not of the stated size, or the two overlap.</exception>
    public PixelBuffers(ReadOnlySpan<byte> source, Span<byte> destination, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var length = width * height * Channels;
        if (source.Length != length || destination.Length != length)
        {
            throw new ArgumentException(
                $"A picture of {width}x{height} pixels has {length} bytes, "
                + $"but the source has {source.Length} and the destination {destination.Length}.");
        }

        if (source.Overlaps(destination))
        {
            throw new ArgumentException("The source and the destination of an operation must not overlap.");
        }

        Source = source;
        Destination = destination;
        Width = width;
        Height = height;
    }

    /// <summary>The picture that is read.</summary>
    public ReadOnlySpan<byte> Source { get; }

    /// <summary>Where the result is written; every byte of it.</summary>
    public Span<byte> Destination { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes in a row.</summary>
    public int Stride => Width * Channels;
}
