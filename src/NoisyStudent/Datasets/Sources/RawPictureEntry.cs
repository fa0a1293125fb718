using System.Buffers.Binary;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Sources;

/// <summary>A picture whose pixels a file holds as they are. It is handed on as BMP, so that there is one way to read a picture.</summary>
/// <param name="name">How it is called, and its class.</param>
/// <param name="format">How large it is.</param>
/// <param name="readPixels">Reads its bytes: one plane after the other, row by row.</param>
internal sealed class RawPictureEntry(PictureName name, RawFormat format, Func<byte[]> readPixels) : PictureEntry(name)
{
    /// <summary>The ending of a file with its bytes.</summary>
    public const string Ending = ".bmp";

    private const int HeaderLength = 54;
    private const int InfoLength = 40;
    private const int BitsPerPixel = 24;

    // Rows are padded to whole words.
    private long RowLength => ((format.Width * 3L) + 3) / 4 * 4;

    protected override long FindLength() => HeaderLength + (RowLength * format.Height);

    protected override Stream Open()
    {
        var bmp = new byte[FindLength()];
        "BM"u8.CopyTo(bmp);
        Put(2, bmp.Length);
        Put(10, HeaderLength);
        Put(14, InfoLength);
        Put(18, format.Width);
        Put(22, -format.Height); // the first row is the topmost
        Put(26, 1 | (BitsPerPixel << 16)); // one plane
        var (pixels, plane) = (readPixels(), format.Width * format.Height);
        var (red, green, blue) = format.Planes == 3 ? (0, plane, 2 * plane) : (0, 0, 0);
        for (var row = 0; row < format.Height; row++)
        {
            for (var column = 0; column < format.Width; column++)
            {
                var (target, source) = (HeaderLength + (row * (int)RowLength) + (column * 3), (row * format.Width) + column);
                bmp[target] = pixels[blue + source];
                bmp[target + 1] = pixels[green + source];
                bmp[target + 2] = pixels[red + source];
            }
        }

        return new MemoryStream(bmp);

        void Put(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(at), value);
    }

    protected override NoisyStudentException Explain(Exception cause) =>
        new UnreadableImageException($"its pixels cannot be read ({cause.Message.TrimEnd('.')})", cause);
}

/// <summary>The size of pictures that are stored as plain bytes.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Planes">1 for grey, 3 for red, green and blue.</param>
internal readonly record struct RawFormat(int Width, int Height, int Planes)
{
    /// <summary>The bytes of one picture.</summary>
    public int Length => Width * Height * Planes;
}
