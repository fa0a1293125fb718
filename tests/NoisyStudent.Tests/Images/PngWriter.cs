using NoisyStudent.Images;
using SkiaSharp;

namespace NoisyStudent.Tests.Images;

/// <summary>Writes pictures as PNG files.</summary>
public static class PngWriter
{
    /// <summary>Writes a picture as a PNG file.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="path">Where to; an existing file is replaced.</param>
    public static unsafe void SavePng(this RgbImage image, string path)
    {
        var opaque = new byte[image.Width * image.Height * 4];
        for (int source = 0, target = 0; source < image.Pixels.Length; source += 3, target += 4)
        {
            image.Pixels.AsSpan(source, 3).CopyTo(opaque.AsSpan(target));
            opaque[target + 3] = 255;
        }

        fixed (byte* pixels = opaque)
        {
            var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using var pixmap = new SKPixmap(info, (nint)pixels);
            using var encoded = pixmap.Encode(SKPngEncoderOptions.Default)!;
            File.WriteAllBytes(path, encoded.AsSpan());
        }
    }
}
