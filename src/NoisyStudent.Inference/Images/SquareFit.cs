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
}
