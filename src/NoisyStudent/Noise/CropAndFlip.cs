using System.Runtime.Intrinsics;

namespace NoisyStudent.Noise;

/// <summary>
/// A window of the picture's own size, shifted against it, perhaps mirrored: the usual crop from the padded picture, and flip.
/// </summary>
/// <param name="Left">The picture's column at the window's left edge; negative where the window begins in the padding.</param>
/// <param name="Top">The picture's row at the window's top edge; negative where the window begins in the padding.</param>
/// <param name="Mirrored">Whether the window's left and right are exchanged.</param>
internal readonly record struct CropAndFlip(int Left, int Top, bool Mirrored)
{
    /// <summary>Draws a window, each place in the padded picture being equally likely.</summary>
    /// <param name="padding">Pixels of padding on each side; 0 for no crop.</param>
    /// <param name="flip">Whether half of the windows are mirrored; otherwise none is.</param>
    /// <param name="random">Where place and flip come from.</param>
    public static CropAndFlip Draw(int padding, bool flip, ref KeyedRandom random)
    {
        var places = (2 * padding) + 1;
        var left = random.NextInt(places) - padding;
        var top = random.NextInt(places) - padding;
        return new CropAndFlip(left, top, flip && random.NextBool());
    }

    /// <summary>Writes what the window shows.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="fill">The grey level of the padding; null where it is the picture mirrored at its outermost pixels.</param>
    public void Apply(PixelBuffers image, byte? fill)
    {
        // The columns of the window that lie in the picture.
        var first = Math.Clamp(-Left, 0, image.Width);
        var end = Math.Clamp(image.Width - Left, first, image.Width);
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Destination.Slice(y * image.Stride, image.Stride);
            var sourceRow = y + Top;
            if (fill is { } level && (sourceRow < 0 || sourceRow >= image.Height || first == end))
            {
                row.Fill(level);
                continue;
            }

            var source = image.Source.Slice(Reflect(sourceRow, image.Height) * image.Stride, image.Stride);
            Pad(source, row, 0, first, fill);
            if (first < end)
            {
                source.Slice((first + Left) * PixelBuffers.Channels, (end - first) * PixelBuffers.Channels).CopyTo(row[(first * PixelBuffers.Channels)..]);
            }

            Pad(source, row, end, image.Width, fill);
            if (Mirrored)
            {
                Mirror(row);
            }
        }
    }

    /// <summary>Exchanges left and right of a picture.</summary>
    /// <param name="pixels">The picture, <c>[size, size, 3]</c>.</param>
    /// <param name="width">Its width in pixels.</param>
    public static void Mirror(Span<byte> pixels, int width)
    {
        for (var row = pixels; !row.IsEmpty; row = row[(width * PixelBuffers.Channels)..])
        {
            Mirror(row[..(width * PixelBuffers.Channels)]);
        }
    }

    /// <summary>Writes the columns of a row that lie beside the picture.</summary>
    private void Pad(ReadOnlySpan<byte> source, Span<byte> row, int first, int end, byte? fill)
    {
        if (fill is { } level)
        {
            row[(first * PixelBuffers.Channels)..(end * PixelBuffers.Channels)].Fill(level);
            return;
        }

        for (var column = first; column < end; column++)
        {
            var from = Reflect(column + Left, row.Length / PixelBuffers.Channels);
            source.Slice(from * PixelBuffers.Channels, PixelBuffers.Channels).CopyTo(row[(column * PixelBuffers.Channels)..]);
        }
    }

    /// <summary>The place within the picture that a place beside it mirrors, as often as it takes to get there; one within it stays.</summary>
    private static int Reflect(int place, int size)
    {
        if (place >= 0 && place < size)
        {
            return place;
        }

        // There and back, the two ends once each.
        var period = Math.Max(2 * (size - 1), 1);
        var along = ((place % period) + period) % period;
        return Math.Min(along, period - along);
    }

    /// <summary>Reversing all bytes reverses the pixels, but leaves each as blue, green, red.</summary>
    private static void Mirror(Span<byte> row)
    {
        row.Reverse();
        var i = 0;

        // Five pixels at once; the sixteenth byte, the next pixel's first, stays as it is.
        for (; i <= row.Length - Vector128<byte>.Count; i += 15)
        {
            var swapped = Vector128.Shuffle(Vector128.Create<byte>(row[i..]), Vector128.Create((byte)2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 15));
            swapped.CopyTo(row[i..]);
        }

        for (; i < row.Length; i += PixelBuffers.Channels)
        {
            (row[i], row[i + 2]) = (row[i + 2], row[i]);
        }
    }
}
