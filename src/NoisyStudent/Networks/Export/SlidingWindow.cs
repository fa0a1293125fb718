namespace NoisyStudent.Networks.Export;

/// <summary>How a kernel goes over an image; in each pair, height comes before width.</summary>
/// <param name="Kernel">Its size.</param>
/// <param name="Stride">From one place to the next.</param>
/// <param name="Dilation">From one pixel that it looks at to the next.</param>
/// <param name="OwnPadding">Zeros at each side; null for TensorFlow's 'same' padding, which depends on the image's size.</param>
internal sealed record SlidingWindow(
    (int Height, int Width) Kernel, (int Height, int Width) Stride, (int Height, int Width) Dilation, (int Height, int Width)? OwnPadding)
{
    /// <summary>Zeros above and below, to the left and to the right, of an image of this size.</summary>
    /// <param name="height">Its height.</param>
    /// <param name="width">Its width.</param>
    public ((int Top, int Bottom) Rows, (int Left, int Right) Columns) Padding(int height, int width) => OwnPadding is { } own
        ? ((own.Height, own.Height), (own.Width, own.Width))
        : (Same(height, Extent.Height, Stride.Height), Same(width, Extent.Width, Stride.Width));

    /// <summary>Height and width of what comes out.</summary>
    /// <param name="height">The image's height.</param>
    /// <param name="width">The image's width.</param>
    public (int Height, int Width) OutputSize(int height, int width)
    {
        var (rows, columns) = Padding(height, width);
        return (
            ((height + rows.Top + rows.Bottom - Extent.Height) / Stride.Height) + 1,
            ((width + columns.Left + columns.Right - Extent.Width) / Stride.Width) + 1);
    }

    private (int Height, int Width) Extent => (((Kernel.Height - 1) * Dilation.Height) + 1, ((Kernel.Width - 1) * Dilation.Width) + 1);

    private static (int Before, int After) Same(int size, int extent, int stride)
    {
        var outputs = (size + stride - 1) / stride;
        var total = Math.Max(0, ((outputs - 1) * stride) + extent - size);
        return (total / 2, total - (total / 2));
    }
}
