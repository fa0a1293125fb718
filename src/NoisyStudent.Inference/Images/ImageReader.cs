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

    private const int BytesPerDecodedPixel = 4;

    // Each block of 8 x 8 pixels of a JPEG takes a bit at the least.
    private const int MostJpegPixelsPerByte = 8 * 8 * 8;

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
            using var codec = OpenCodec(data);
            return ReadHeader(codec);
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
            using var codec = OpenCodec(data);
            var header = ReadHeader(codec);
            RequirePlausible(header, encoded.Length);
            using var sRgb = SKColorSpace.CreateSrgb();
            var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, sRgb);
            var decoded = GC.AllocateUninitializedArray<byte>(info.Width * info.Height * BytesPerDecodedPixel);
            fixed (byte* pixels = decoded)
            {
                RequireSuccess(codec.GetPixels(info, (nint)pixels));
            }

            var upright = GC.AllocateUninitializedArray<byte>(info.Width * info.Height * 3);
            TurnUpright(decoded, info.Width, info.Height, codec.EncodedOrigin, upright);
            return new RgbImage(header.Width, header.Height, upright);
        }
    }

    private static SKCodec OpenCodec(SKData data)
    {
        if (data.Size == 0)
        {
            throw new UnreadableImageException("the file is empty");
        }

        return SKCodec.Create(data)
            ?? throw new UnreadableImageException(
                FindFormat(data.AsSpan()) is { } format
                    ? $"the header of the {Name(format)} file is truncated or damaged"
                    : "not a JPEG, PNG, BMP, GIF or WebP picture");
    }

    private static ImageHeader ReadHeader(SKCodec codec)
    {
        var format = codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Jpeg => ImageFormat.Jpeg,
            SKEncodedImageFormat.Png => ImageFormat.Png,
            SKEncodedImageFormat.Bmp => ImageFormat.Bmp,
            SKEncodedImageFormat.Gif => ImageFormat.Gif,
            SKEncodedImageFormat.Webp => ImageFormat.Webp,
            _ => throw new UnreadableImageException("not a JPEG, PNG, BMP, GIF or WebP picture"),
        };
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > PixelLimit)
        {
            throw new UnreadableImageException(
                $"{width} x {height} pixels are more than the limit of {PixelLimit / 1_000_000} million");
        }

        // The last four of the eight orientations turn the picture on its side.
        return codec.EncodedOrigin >= SKEncodedOrigin.LeftTop
            ? new ImageHeader(height, width, format)
            : new ImageHeader(width, height, format);
    }

    // The decoder paints what is missing grey when a JPEG ends with its end mark, and says nothing.
    private static void RequirePlausible(ImageHeader header, int length)
    {
        if (header.Format == ImageFormat.Jpeg && (long)header.Width * header.Height > (long)length * MostJpegPixelsPerByte)
        {
            throw new UnreadableImageException("the file is truncated");
        }
    }

    private static void RequireSuccess(SKCodecResult result)
    {
        switch (result)
        {
            case SKCodecResult.Success:
                return;
            case SKCodecResult.IncompleteInput:
                throw new UnreadableImageException("the file is truncated");
            default:
                throw new UnreadableImageException($"the file is damaged ({result})");
        }
    }

    // Row by row of the upright picture: where its first pixel lies in the file's picture, and which way the next one lies.
    private static void TurnUpright(ReadOnlySpan<byte> decoded, int width, int height, SKEncodedOrigin origin, Span<byte> upright)
    {
        int right = BytesPerDecodedPixel, down = width * BytesPerDecodedPixel;
        int lastColumn = (width - 1) * right, lastRow = (height - 1) * down;
        var (first, nextPixel, nextRow) = origin switch
        {
            SKEncodedOrigin.TopRight => (lastColumn, -right, down),
            SKEncodedOrigin.BottomRight => (lastRow + lastColumn, -right, -down),
            SKEncodedOrigin.BottomLeft => (lastRow, right, -down),
            SKEncodedOrigin.LeftTop => (0, down, right),
            SKEncodedOrigin.RightTop => (lastRow, -down, right),
            SKEncodedOrigin.RightBottom => (lastRow + lastColumn, -down, -right),
            SKEncodedOrigin.LeftBottom => (lastColumn, down, -right),
            _ => (0, right, down),
        };
        var columns = origin >= SKEncodedOrigin.LeftTop ? height : width;
        var rows = origin >= SKEncodedOrigin.LeftTop ? width : height;
        var target = 0;
        for (var row = 0; row < rows; row++)
        {
            var source = first + (row * nextRow);
            for (var column = 0; column < columns; column++)
            {
                var pixel = decoded.Slice(source, BytesPerDecodedPixel);
                var alpha = pixel[3];
                upright[target] = OverWhite(pixel[0], alpha);
                upright[target + 1] = OverWhite(pixel[1], alpha);
                upright[target + 2] = OverWhite(pixel[2], alpha);
                target += 3;
                source += nextPixel;
            }
        }
    }

    private static byte OverWhite(byte channel, byte alpha) =>
        alpha == 255 ? channel : (byte)(((channel * alpha) + (255 * (255 - alpha)) + 127) / 255);

    // The decoder does not say why it refuses a file: the signature tells a cut picture from something that never was one.
    private static ImageFormat? FindFormat(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => ImageFormat.Png,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => ImageFormat.Gif,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
            ImageFormat.Webp,
        [(byte)'B', (byte)'M', ..] => ImageFormat.Bmp,
        _ => null,
    };

    private static string Name(ImageFormat format) => format == ImageFormat.Webp ? "WebP" : format.ToString().ToUpperInvariant();
}
