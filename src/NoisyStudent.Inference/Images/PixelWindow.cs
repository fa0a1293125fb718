namespace NoisyStudent.Images;

/// <summary>A part of a picture, in pixels of the upright picture.</summary>
/// <param name="Left">The first column.</param>
/// <param name="Top">The first row.</param>
/// <param name="Width">How many columns, at least 1.</param>
/// <param name="Height">How many rows, at least 1.</param>
internal readonly record struct PixelWindow(int Left, int Top, int Width, int Height)
{
    /// <summary>
    /// The centre square whose side is a fraction of the shorter side. A fraction of 0.875 is the usual evaluation crop: the shorter
    /// side scaled to size / 0.875, and size x size pixels cut out of the middle.
    /// </summary>
    /// <param name="width">Width of the picture in pixels, at least 1.</param>
    /// <param name="height">Height of the picture in pixels, at least 1.</param>
    /// <param name="fraction">Above 0, at most 1.</param>
    public static PixelWindow CentreSquare(int width, int height, double fraction = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fraction, 1);
        var side = Math.Max((int)Math.Round(Math.Min(width, height) * fraction), 1);
        return new PixelWindow((width - side) / 2, (height - side) / 2, side, side);
    }

    /// <summary>Whether it has pixels, all of them inside a picture.</summary>
    /// <param name="width">Width of the picture in pixels.</param>
    /// <param name="height">Height of the picture in pixels.</param>
    public bool IsInside(int width, int height) =>
        Left >= 0 && Top >= 0 && Width > 0 && Height > 0 && Left <= width - Width && Top <= height - Height;

    internal PixelArea AsArea() => new(Left, Top, Width, Height);
}
