using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>Opens picture files with Skia, and says in a sentence why one cannot be read.</summary>
internal static class PictureCodec
{
    public static SKCodec Open(SKData data)
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

    public static ImageHeader ReadHeader(SKCodec codec)
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
        if ((long)width * height > ImageReader.PixelLimit)
        {
            throw new UnreadableImageException(
                $"{width} x {height} pixels are more than the limit of {ImageReader.PixelLimit / 1_000_000} million");
        }

        // The last four of the eight orientations turn the picture on its side.
        return codec.EncodedOrigin >= SKEncodedOrigin.LeftTop
            ? new ImageHeader(height, width, format)
            : new ImageHeader(width, height, format);
    }

    public static void RequireSuccess(SKCodecResult result)
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
