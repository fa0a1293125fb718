using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>Encodes pictures.</summary>
internal static class ImageWriter
{
    /// <summary>A picture as the content of a PNG file, without loss.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] ToPng(RgbImage image) => Encode(image, SKEncodedImageFormat.Png, quality: 100);

    /// <summary>A picture as the content of a JPEG file.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">From 1 to 100.</param>
    public static byte[] ToJpeg(RgbImage image, int quality) => Encode(image, SKEncodedImageFormat.Jpeg, quality);

    private static byte[] Encode(RgbImage image, SKEncodedImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var bitmap = new SKBitmap(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        ReadOnlySpan<byte> from = image.Pixels;
        var to = bitmap.GetPixelSpan();
        for (int source = 0, place = 0; source < from.Length; source += RgbImage.Channels, place += 4)
        {
            from.Slice(source, RgbImage.Channels).CopyTo(to[place..]);
            to[place + 3] = byte.MaxValue;
        }

        using var encoded = bitmap.Encode(format, quality);
        return encoded.ToArray();
    }
}
