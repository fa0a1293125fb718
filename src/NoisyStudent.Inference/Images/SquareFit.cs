namespace NoisyStudent.Images;

/// <summary>
/// Scales a picture so that its shorter side has a given length, and cuts out the centre square, by <see cref="TriangleResize"/>.
/// </summary>
public static class SquareFit
{
    /// <summary>The centre square of the picture, scaled.</summary>
    /// <param name="image">The picture; returned as it is when it already has the size.</param>
    /// <param name="size">Width and height of the result in pixels, at least 1.</param>
    public static RgbImage FitSquare(this RgbImage image, int size)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (image.Width == size && image.Height == size)
        {
            return image;
        }

        // Scaled first and cut then: at its edges the square takes in what lies just outside.
        var square = PixelWindow.CentreSquare(image.Width, image.Height);
        using var columns = new TriangleTaps(square.Left, square.Width, size, 0, image.Width);
        using var rows = new TriangleTaps(square.Top, square.Height, size, 0, image.Height);
        var fitted = GC.AllocateUninitializedArray<byte>(size * size * 3);
        TriangleResize.Apply(image.Pixels, image.Width, 3, columns, rows, size, fitted);
        return new RgbImage(size, size, fitted);
    }

    /// <summary>Scales a part of a picture to a square.</summary>
    /// <param name="pixels">The picture, row by row from the top, three bytes R, G, B a pixel.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="window">The part, inside the picture.</param>
    /// <param name="size">Width and height of the square in pixels, at least 1.</param>
    /// <param name="destination">Where it goes, <c>[size, size, 3]</c>; shares no byte with the picture.</param>
    /// <exception cref="ArgumentException">The window is not inside the picture, or a buffer is not of the size.</exception>
    public static void ScaleWindow(ReadOnlySpan<byte> pixels, int width, int height, PixelWindow window, int size, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, width * height * 3);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, size * size * 3);
        if (!window.IsInside(width, height))
        {
            throw new ArgumentException($"{window} is not inside a picture of {width} x {height} pixels.", nameof(window));
        }

        using var columns = new TriangleTaps(window.Left, window.Width, size, window.Left, window.Left + window.Width);
        using var rows = new TriangleTaps(window.Top, window.Height, size, window.Top, window.Top + window.Height);
        TriangleResize.Apply(pixels, width, 3, columns, rows, size, destination);
    }
}
