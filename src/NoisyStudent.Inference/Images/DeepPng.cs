using System.Buffers.Binary;
using System.IO.Compression;

namespace NoisyStudent.Images;

/// <summary>
/// The samples of a PNG of 16 bits, of which Skia gives the upper bytes alone: the rows of each pass, inflated and without their filters.
/// </summary>
internal static class DeepPng
{
    private const int KindAt = 25;
    private const int InterlaceAt = 28;
    private const int HasColour = 2;
    private const int HasAlpha = 4;

    private static readonly (int Column, int Row, int Right, int Down)[] _passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Writes the colours of a picture that Skia has decoded anew: the largest value of so many bits is white.</summary>
    /// <param name="png">The file.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="bits">How many bits count.</param>
    /// <param name="pixels">Four bytes a pixel, of which alpha stays as it is.</param>
    /// <returns>Whether a value was above that.</returns>
    public static bool Stretch(ReadOnlySpan<byte> png, int width, int height, int bits, Span<byte> pixels)
    {
        var (kind, isCut) = (png[KindAt], false);
        var samples = ((kind & HasColour) != 0 ? 3 : 1) + ((kind & HasAlpha) != 0 ? 1 : 0);
        try
        {
            using var content = new ZLibStream(new MemoryStream(Join(png)), CompressionMode.Decompress);
            foreach (var pass in png[InterlaceAt] == 0 ? [(0, 0, 1, 1)] : _passes)
            {
                isCut |= ReadPass(content, pass, samples, (width, height), bits, pixels);
            }

            return isCut;
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException)
        {
            throw new UnreadableImageException("the file is damaged", cause);
        }
    }

    private static bool ReadPass(
        Stream content, (int Column, int Row, int Right, int Down) pass, int samples, (int Width, int Height) size, int bits, Span<byte> pixels)
    {
        var columns = (size.Width - pass.Column + pass.Right - 1) / pass.Right;
        if (columns <= 0)
        {
            return false;
        }

        var (pixelLength, isCut) = (samples * 2, false);
        var (row, above) = (new byte[columns * pixelLength], new byte[columns * pixelLength]);
        for (var y = pass.Row; y < size.Height; y += pass.Down)
        {
            var filter = content.ReadByte();
            content.ReadExactly(row);
            Unfilter(filter, row, above, pixelLength);
            for (var column = 0; column < columns; column++)
            {
                var target = pixels.Slice(((y * size.Width) + pass.Column + (column * pass.Right)) * 4, 3);
                for (var channel = 0; channel < 3; channel++)
                {
                    var sample = BinaryPrimitives.ReadUInt16BigEndian(row.AsSpan((column * pixelLength) + (samples >= 3 ? 2 * channel : 0)));
                    target[channel] = SampleRange.ToByte(sample, bits);
                    isCut |= sample >> bits != 0;
                }
            }

            (row, above) = (above, row);
        }

        return isCut;
    }

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int pixelLength)
    {
        for (var place = 0; place < row.Length; place++)
        {
            int left = place < pixelLength ? 0 : row[place - pixelLength], corner = place < pixelLength ? 0 : above[place - pixelLength];
            row[place] += filter switch
            {
                0 => 0,
                1 => (byte)left,
                2 => above[place],
                3 => (byte)((left + above[place]) / 2),
                4 => Paeth(left, above[place], corner),
                _ => throw new InvalidDataException(),
            };
        }
    }

    private static byte Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - (2 * corner)));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }

    private static byte[] Join(ReadOnlySpan<byte> png)
    {
        var (at, joined) = (8, new MemoryStream());
        while (PngChunks.Next(png, ref at, out var type, out var data))
        {
            if (type.SequenceEqual("IDAT"u8))
            {
                joined.Write(data);
            }
        }

        return joined.ToArray();
    }
}
