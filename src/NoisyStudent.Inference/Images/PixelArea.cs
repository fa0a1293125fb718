using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>A rectangle whose edges may lie between pixels.</summary>
/// <param name="Left">The left edge, from the left edge of the picture it lies in.</param>
/// <param name="Top">The upper edge, from the upper edge of that picture.</param>
/// <param name="Width">The distance to the right edge.</param>
/// <param name="Height">The distance to the lower edge.</param>
internal readonly record struct PixelArea(double Left, double Top, double Width, double Height)
{
    /// <summary>The rectangle when the picture is scaled.</summary>
    /// <param name="scale">By how much.</param>
    public PixelArea Scale(double scale) => new(Left * scale, Top * scale, Width * scale, Height * scale);

    /// <summary>The pixels that it touches.</summary>
    /// <param name="width">Width of the picture, which the pixels do not leave.</param>
    /// <param name="height">Height of the picture.</param>
    public PixelWindow Touched(int width, int height)
    {
        var (left, top) = ((int)Left, (int)Top);
        var (right, bottom) = (Math.Min((int)Math.Ceiling(Left + Width), width), Math.Min((int)Math.Ceiling(Top + Height), height));
        return new PixelWindow(left, top, right - left, bottom - top);
    }

    /// <summary>The same rectangle of the scene in the upright picture.</summary>
    /// <param name="origin">The stored picture's orientation.</param>
    /// <param name="width">Width of the stored picture.</param>
    /// <param name="height">Height of the stored picture.</param>
    public PixelArea ToUpright(SKEncodedOrigin origin, int width, int height)
    {
        var (right, bottom) = (width - Left - Width, height - Top - Height);
        return origin switch
        {
            SKEncodedOrigin.TopRight => this with { Left = right },
            SKEncodedOrigin.BottomRight => this with { Left = right, Top = bottom },
            SKEncodedOrigin.BottomLeft => this with { Top = bottom },
            SKEncodedOrigin.LeftTop => new PixelArea(Top, Left, Height, Width),
            SKEncodedOrigin.RightTop => new PixelArea(bottom, Left, Height, Width),
            SKEncodedOrigin.RightBottom => new PixelArea(bottom, right, Height, Width),
            SKEncodedOrigin.LeftBottom => new PixelArea(Top, right, Height, Width),
            _ => this,
        };
    }

    /// <summary>The same rectangle of the scene in the stored picture.</summary>
    /// <param name="origin">The stored picture's orientation.</param>
    /// <param name="width">Width of the upright picture.</param>
    /// <param name="height">Height of the upright picture.</param>
    public PixelArea ToStored(SKEncodedOrigin origin, int width, int height)
    {
        // All orientations undo themselves, but the two quarter turns, which undo each other.
        var inverse = origin switch
        {
            SKEncodedOrigin.RightTop => SKEncodedOrigin.LeftBottom,
            SKEncodedOrigin.LeftBottom => SKEncodedOrigin.RightTop,
            _ => origin,
        };
        return ToUpright(inverse, width, height);
    }
}
