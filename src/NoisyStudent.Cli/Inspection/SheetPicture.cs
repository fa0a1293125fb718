using SkiaSharp;

namespace NoisyStudent.Cli.Inspection;

/// <summary>Puts pictures of a set onto a sheet: small ones enlarged pixel by pixel, so that one can see them; large ones scaled down.</summary>
/// <param name="imageSize">Width and height of the pictures, in pixels.</param>
internal sealed class SheetPicture(int imageSize)
{
    private const int Enlarged = 64;
    private const int Largest = 112;

    /// <summary>Width and height on the sheet, in pixels.</summary>
    public int Side { get; } = imageSize <= Enlarged ? Enlarged / imageSize * imageSize : Math.Min(imageSize, Largest);

    /// <summary>Draws a picture.</summary>
    /// <param name="canvas">Where.</param>
    /// <param name="pixels">[imageSize, imageSize, 3], row by row, R, G, B.</param>
    /// <param name="x">The left end.</param>
    /// <param name="y">The top.</param>
    public void Draw(SKCanvas canvas, ReadOnlySpan<byte> pixels, float x, float y)
    {
        using var bitmap = new SKBitmap(imageSize, imageSize, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var opaque = bitmap.GetPixelSpan();
        for (int source = 0, target = 0; source < pixels.Length; source += 3, target += 4)
        {
            pixels.Slice(source, 3).CopyTo(opaque[target..]);
            opaque[target + 3] = byte.MaxValue;
        }

        using var image = SKImage.FromBitmap(bitmap);
        var sampling = Side >= imageSize
            ? new SKSamplingOptions(SKFilterMode.Nearest) : new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear);
        canvas.DrawImage(image, new SKRect(x, y, x + Side, y + Side), sampling);
    }
}
