using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>Writes pictures as PNG files.</summary>
public static class PngWriter
{
    /// <summary>Writes a picture as a PNG file, whole: to a temporary name, then renamed.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="path">Where to; an existing file is replaced.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static unsafe void SavePng(this RgbImage image, string path)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var opaque = new byte[image.Width * image.Height * 4];
        for (int source = 0, target = 0; source < image.Pixels.Length; source += 3, target += 4)
        {
            image.Pixels.AsSpan(source, 3).CopyTo(opaque.AsSpan(target));
            opaque[target + 3] = 255;
        }

        var temporary = path + ".tmp";
        fixed (byte* pixels = opaque)
        {
            var info = new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using var pixmap = new SKPixmap(info, (nint)pixels);
            using var encoded = pixmap.Encode(SKPngEncoderOptions.Default)
                ?? throw new InvalidOperationException($"{image.Width} x {image.Height} pixels could not be encoded as PNG.");
            File.WriteAllBytes(temporary, encoded.AsSpan());
        }

        File.Move(temporary, path, overwrite: true);
    }
}
