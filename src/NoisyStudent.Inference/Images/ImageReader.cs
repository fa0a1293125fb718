using NoisyStudent.Images.Jpeg;
using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>
/// Reads picture files (JPEG, PNG, BMP, GIF, WebP) as upright RGB. Whatever the file holds (grey, palette, 16 bits, CMYK, an
/// embedded colour profile, an EXIF orientation, an alpha channel) comes out as a viewer would show it on a white page.
/// </summary>
public static class ImageReader
{
    /// <summary>
    /// The most pixels a picture may have. A file of a few hundred bytes can claim billions of them; the claim is checked before
    /// any memory is taken for pixels.
    /// </summary>
    public const int PixelLimit = 100_000_000;

    // Each block of 8 x 8 pixels of a JPEG takes a bit at the least.
    private const int MostJpegPixelsPerByte = 8 * 8 * 8;

    [ThreadStatic]
    private static JpegDecoder? _jpegDecoder;

    private static readonly string[] _extensions = [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".bmp", ".gif", ".webp"];

    /// <summary>
    /// Whether the extension of a file name is one of a picture: .jpg .jpeg .jpe .jfif .png .bmp .gif .webp, in any case.
    /// </summary>
    /// <param name="name">A file name or path.</param>
    public static bool IsImageName(string name) =>
        _extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the header of a picture and none of its pixels.</summary>
    /// <param name="encoded">The file, or enough of its beginning to hold the header.</param>
    /// <exception cref="UnreadableImageException">
    /// It is no picture of a known format, or larger than <see cref="PixelLimit"/>.
    /// </exception>
    public static unsafe ImageHeader Identify(ReadOnlySpan<byte> encoded)
    {
        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((nint)start, encoded.Length);
            using var codec = PictureCodec.Open(data);
            return PictureCodec.ReadHeader(codec);
        }
    }

    /// <summary>
    /// Decodes a picture. Transparent pixels are laid over white; of an animation the first frame is taken; colours are converted
    /// to sRGB where the file names another colour space.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <exception cref="UnreadableImageException">
    /// The file is empty, truncated, damaged, of another format, or larger than <see cref="PixelLimit"/>.
    /// </exception>
    public static unsafe RgbImage Read(ReadOnlySpan<byte> encoded)
    {
        fixed (byte* start = encoded)
        {
            // The codec reads the caller's bytes in place; it is closed before they are let go.
            using var data = SKData.Create((nint)start, encoded.Length);
            using var codec = PictureCodec.Open(data);
            var header = PictureCodec.ReadHeader(codec);
            RequirePlausible(header, encoded.Length);
            using var decoded = Decode(codec, encoded, new PixelArea(0, 0, codec.Info.Width, codec.Info.Height), int.MaxValue);
            var upright = GC.AllocateUninitializedArray<byte>(decoded.Width * decoded.Height * 3);
            Uprighting.TurnUpright(decoded.Pixels, decoded.Width, decoded.Height, codec.EncodedOrigin, decoded.IsOpaque, upright);
            return new RgbImage(header.Width, header.Height, upright);
        }
    }

    /// <summary>
    /// Decodes a part of a picture, scaled to a square by an antialiased triangle filter, as <see cref="Read"/> with a crop and
    /// <see cref="SquareFit"/>'s filter would. Of an ordinary JPEG only the rows and columns of the part are decoded, at a half, a quarter or an
    /// eighth of its size where that is enough; so damage below the part goes unnoticed, unless the end of the file is missing.
    /// </summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="window">The part, inside the picture that <see cref="Identify"/> describes.</param>
    /// <param name="size">Width and height of the square in pixels, at least 1.</param>
    /// <param name="destination">Where it goes, <c>[size, size, 3]</c>, red, green and blue bytes.</param>
    /// <exception cref="UnreadableImageException">
    /// The file is empty, truncated, damaged, of another format, or larger than <see cref="PixelLimit"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The window is not inside the picture, or the destination is not of the size.</exception>
    public static unsafe void ReadWindow(ReadOnlySpan<byte> encoded, PixelWindow window, int size, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, size * size * 3);
        fixed (byte* start = encoded)
        {
            using var data = SKData.Create((nint)start, encoded.Length);
            using var codec = PictureCodec.Open(data);
            var header = PictureCodec.ReadHeader(codec);
            if (!window.IsInside(header.Width, header.Height))
            {
                throw new ArgumentException($"{window} is not inside a picture of {header.Width} x {header.Height} pixels.", nameof(window));
            }

            RequirePlausible(header, encoded.Length);
            var area = window.AsArea().ToStored(codec.EncodedOrigin, header.Width, header.Height);
            using var decoded = Decode(codec, encoded, area, size);
            decoded.ScaleUpright(codec.EncodedOrigin, size, destination);
        }
    }

    private static DecodedRegion Decode(SKCodec codec, ReadOnlySpan<byte> encoded, PixelArea area, int size)
    {
        // A file without its end is cut, or has something appended: Skia tells which.
        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && encoded is [.., 0xFF, 0xD9])
        {
            var decoder = _jpegDecoder ??= new JpegDecoder();
            if (decoder.TryBegin(encoded) && (decoder.Width, decoder.Height) == (codec.Info.Width, codec.Info.Height)
                && DecodedRegion.OfJpeg(decoder, encoded, area, size) is { } region)
            {
                return region;
            }
        }

        return DecodedRegion.Whole(codec, area);
    }

    // The decoder paints what is missing grey when a JPEG ends with its end mark, and says nothing.
    private static void RequirePlausible(ImageHeader header, int length)
    {
        if (header.Format == ImageFormat.Jpeg && (long)header.Width * header.Height > (long)length * MostJpegPixelsPerByte)
        {
            throw new UnreadableImageException("the file is truncated");
        }
    }
}
