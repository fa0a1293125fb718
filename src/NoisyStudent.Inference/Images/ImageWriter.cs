using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>Encodes pictures.</summary>
public static class ImageWriter
{
    /// <summary>A picture as the content of a PNG file, without loss.</summary>
    /// <param name="image">The picture.</param>
    public static byte[] ToPng(RgbImage image)
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

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return encoded.ToArray();
    }
}
