using System.Runtime.Intrinsics;

namespace NoisyStudent.Noise;

/// <summary>
/// A window of the picture's own size, shifted against it, perhaps mirrored: the usual crop from the padded picture, and flip.
/// </summary>
/// <param name="Left">The picture's column at the window's left edge; negative where the window begins in the padding.</param>
/// <param name="Top">The picture's row at the window's top edge; negative where the window begins in the padding.</param>
/// <param name="Mirrored">Whether the window's left and right are exchanged.</param>
public readonly record struct CropAndFlip(int Left, int Top, bool Mirrored)
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
    /// <param name="fill">The grey level of the padding.</param>
    public void Apply(PixelBuffers image, byte fill)
    {
        // The columns and rows of the window that lie in the picture.
        var firstColumn = Math.Clamp(-Left, 0, image.Width);
        var lastColumn = Math.Clamp(image.Width - Left, firstColumn, image.Width);
        var inside = firstColumn * PixelBuffers.Channels;
        var length = (lastColumn - firstColumn) * PixelBuffers.Channels;
        for (var y = 0; y < image.Height; y++)
        {
            var row = image.Destination.Slice(y * image.Stride, image.Stride);
            var sourceRow = y + Top;
            if (sourceRow < 0 || sourceRow >= image.Height || length == 0)
            {
                row.Fill(fill);
                continue;
            }

            row[..inside].Fill(fill);
            row[(inside + length)..].Fill(fill);
            var start = (sourceRow * image.Stride) + ((firstColumn + Left) * PixelBuffers.Channels);
            image.Source.Slice(start, length).CopyTo(row[inside..]);
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
