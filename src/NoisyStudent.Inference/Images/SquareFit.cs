namespace NoisyStudent.Images;

/// <summary>Makes a square of a picture, by <see cref="TriangleResize"/>.</summary>
public static class SquareFit
{
    /// <summary>What fills the rest of the square where all of a picture is to be in it: a grey that is neither dark nor bright.</summary>
    private const byte Filling = 128;

    // Where the whole of a very long picture is scaled, weights become so small and rows so many that neither is exact or fits any more.
    private const int MostShrinking = 1 << 15;
    private const int MostNarrowed = 1 << 30;

    /// <summary>The picture as a square.</summary>
    /// <param name="image">The picture; returned as it is when it already has the size.</param>
    /// <param name="size">Width and height of the result in pixels, at least 1.</param>
    /// <param name="fit">What becomes of it where it is no square.</param>
    /// <exception cref="UnreadableImageException">It is to be in the square as a whole, and far too long for that.</exception>
    public static RgbImage FitSquare(this RgbImage image, int size, ImageFit fit = ImageFit.Crop)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (image.Width == size && image.Height == size)
        {
            return image;
        }

        if (fit != ImageFit.Crop && (Math.Max(image.Width, image.Height) / size > MostShrinking || (long)image.Height * size * 3 > MostNarrowed))
        {
            throw new UnreadableImageException($"{image.Width} x {image.Height} pixels are too long to be shown as a whole");
        }

        var fitted = GC.AllocateUninitializedArray<byte>(size * size * 3);
        if (fit == ImageFit.Pad)
        {
            Pad(image, size, fitted);
            return new RgbImage(size, size, fitted);
        }

        // Scaled first and cut then: at its edges the square takes in what lies just outside.
        var part = fit == ImageFit.Crop
            ? PixelWindow.CentreSquare(image.Width, image.Height) : new PixelWindow(0, 0, image.Width, image.Height);
        using var columns = new TriangleTaps(part.Left, part.Width, size, 0, image.Width);
        using var rows = new TriangleTaps(part.Top, part.Height, size, 0, image.Height);
        TriangleResize.Apply(image.Pixels, image.Width, 3, columns, rows, fitted);
        return new RgbImage(size, size, fitted);
    }

    /// <summary>The part of a picture's area that lies outside the centre square, 0 to 1.</summary>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    internal static double Outside(int width, int height) => 1 - ((double)Math.Min(width, height) / Math.Max(width, height));

    /// <summary>Scales a part of a picture to a square.</summary>
    /// <param name="pixels">The picture, row by row from the top, three bytes R, G, B a pixel.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="window">The part, inside the picture.</param>
    /// <param name="size">Width and height of the square in pixels, at least 1.</param>
    /// <param name="destination">Where it goes, <c>[size, size, 3]</c>; shares no byte with the picture.</param>
    /// <exception cref="ArgumentException">The window is not inside the picture, or a buffer is not of the size.</exception>
    internal static void ScaleWindow(ReadOnlySpan<byte> pixels, int width, int height, PixelWindow window, int size, Span<byte> destination)
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
        TriangleResize.Apply(pixels, width, 3, columns, rows, destination);
    }

    private static void Pad(RgbImage image, int size, Span<byte> square)
    {
        var longer = Math.Max(image.Width, image.Height);
        var (width, height) = (Scaled(image.Width), Scaled(image.Height));
        var (left, top) = ((size - width) / 2, (size - height) / 2);
        var scaled = new byte[width * height * 3];
        using var columns = new TriangleTaps(0, image.Width, width, 0, image.Width);
        using var rows = new TriangleTaps(0, image.Height, height, 0, image.Height);
        TriangleResize.Apply(image.Pixels, image.Width, 3, columns, rows, scaled);
        square.Fill(Filling);
        for (var row = 0; row < height; row++)
        {
            scaled.AsSpan(row * width * 3, width * 3).CopyTo(square[((((top + row) * size) + left) * 3)..]);
        }

        int Scaled(int side) => Math.Max((int)Math.Round((double)side * size / longer), 1);
    }
}
