using System.Buffers;

namespace NoisyStudent.Images;

/// <summary>Reads picture files of any origin in bounded memory.</summary>
internal static class PictureFile
{
    /// <summary>No picture within the pixel limit needs more bytes; a stream, or a member of an archive, can hold any number.</summary>
    public const int SizeLimit = 256 << 20;

    private const int ChunkSize = 1 << 16;

    // A picture at the pixel limit takes 700 MB while it is decoded: pictures from here on take turns.
    private const long LargePicture = 16_000_000;

    private static readonly Lock _largePictureTurn = new();

    /// <summary>The bytes of a file, from where the stream stands to its end.</summary>
    /// <param name="stream">The file; it may come slowly and need not know its length.</param>
    /// <exception cref="UnreadableImageException">There are more than <see cref="SizeLimit"/>.</exception>
    public static ReadOnlyMemory<byte> ReadBytes(Stream stream)
    {
        var expected = stream.CanSeek ? Math.Max(0, stream.Length - stream.Position) : 0;
        RequireWithinLimit(expected);
        using var content = new MemoryStream((int)expected);
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (var length = stream.Read(chunk); length > 0; length = stream.Read(chunk))
            {
                RequireWithinLimit(content.Length + length);
                content.Write(chunk, 0, length);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }

        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    /// <summary>Decodes a picture and fits it to a square. Threads may do so at once, but large pictures take turns.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="size">Width and height of the square in pixels.</param>
    /// <exception cref="UnreadableImageException">It cannot be read, as <see cref="ImageReader.Read"/> says.</exception>
    public static RgbImage ReadSquare(ReadOnlySpan<byte> encoded, int size)
    {
        var header = ImageReader.Identify(encoded);
        if ((long)header.Width * header.Height < LargePicture)
        {
            return ImageReader.Read(encoded).FitSquare(size);
        }

        lock (_largePictureTurn)
        {
            return ImageReader.Read(encoded).FitSquare(size);
        }
    }

    private static void RequireWithinLimit(long length)
    {
        if (length > SizeLimit)
        {
            throw new UnreadableImageException($"it holds more than the limit of {SizeLimit >> 20} MB a file");
        }
    }
}
