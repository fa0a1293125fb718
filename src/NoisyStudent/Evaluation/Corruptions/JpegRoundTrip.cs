using NoisyStudent.Evaluation.Corruptions.Planes;
using NoisyStudent.Images;
using SkiaSharp;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>A picture as JPEG and back.</summary>
internal static class JpegRoundTrip
{
    /// <summary>Encodes and decodes.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">From 1 to 100, in the terms of the Independent JPEG Group; colours at half the resolution, as Pillow writes them.</param>
    public static FloatImage Of(FloatImage image, int quality)
    {
        using var bitmap = new SKBitmap(image.Size, image.Size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = image.ToBytes().Pixels;
        var opaque = bitmap.GetPixelSpan();
        for (int source = 0, target = 0; source < pixels.Length; source += RgbImage.Channels, target += 4)
        {
            (opaque[target], opaque[target + 1], opaque[target + 2], opaque[target + 3]) =
                (pixels[source], pixels[source + 1], pixels[source + 2], byte.MaxValue);
        }

        using var pixmap = bitmap.PeekPixels();
        using var encoded = pixmap.Encode(new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore));
        return FloatImage.Of(ImageReader.Read(encoded!.AsSpan()));
    }
}
