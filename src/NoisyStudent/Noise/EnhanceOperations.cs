namespace NoisyStudent.Noise;

/// <summary>
/// Operations that blend the picture with a poorer version of itself: grey, flat, black, smooth. A factor of 0 gives the poorer
/// one, 1 the picture, and beyond 1 the difference between the two is exaggerated. Equal to the byte to Pillow's
/// <c>ImageEnhance</c>.
/// </summary>
public static class EnhanceOperations
{
    /// <summary>Blends with the picture's grey version: how colourful it is.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="factor">0 for grey, 1 for no change, at least 0.</param>
    public static void Color(PixelBuffers image, double factor)
    {
        var source = image.Source;
        var destination = image.Destination;
        for (var i = 0; i < source.Length; i += PixelBuffers.Channels)
        {
            var grey = Grey(source.Slice(i, PixelBuffers.Channels));
            destination[i] = Blend(grey, source[i], (float)factor);
            destination[i + 1] = Blend(grey, source[i + 1], (float)factor);
            destination[i + 2] = Blend(grey, source[i + 2], (float)factor);
        }
    }

    /// <summary>Blends with the picture's mean grey level.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="factor">0 for the flat mean, 1 for no change, at least 0.</param>
    public static void Contrast(PixelBuffers image, double factor)
    {
        var source = image.Source;
        long sum = 0;
        for (var i = 0; i < source.Length; i += PixelBuffers.Channels)
        {
            sum += Grey(source.Slice(i, PixelBuffers.Channels));
        }

        var pixels = source.Length / PixelBuffers.Channels;
        var mean = (int)(((2 * sum) + pixels) / (2 * pixels));
        BlendWithLevel(image, mean, (float)factor);
    }

    /// <summary>Blends with black.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="factor">0 for black, 1 for no change, at least 0.</param>
    public static void Brightness(PixelBuffers image, double factor) => BlendWithLevel(image, 0, (float)factor);

    /// <summary>Blends with the picture after a 3x3 smoothing, whose outermost pixels are the picture's own.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="factor">0 for smooth, 1 for no change, at least 0.</param>
    public static void Sharpness(PixelBuffers image, double factor)
    {
        var source = image.Source;
        var destination = image.Destination;
        var stride = image.Stride;
        source.CopyTo(destination);
        for (var y = 1; y < image.Height - 1; y++)
        {
            var above = source.Slice((y - 1) * stride, stride);
            var here = source.Slice(y * stride, stride);
            var below = source.Slice((y + 1) * stride, stride);
            var row = destination.Slice(y * stride, stride);
            for (var i = PixelBuffers.Channels; i < stride - PixelBuffers.Channels; i++)
            {
                row[i] = Blend(Smooth(above, here, below, i), here[i], (float)factor);
            }
        }
    }

    /// <summary>The mean of a byte and its eight neighbours, rounded, the byte itself counting five times.</summary>
    private static int Smooth(ReadOnlySpan<byte> above, ReadOnlySpan<byte> here, ReadOnlySpan<byte> below, int i)
    {
        var left = i - PixelBuffers.Channels;
        var right = i + PixelBuffers.Channels;
        var sum = above[left] + above[i] + above[right]
            + here[left] + (5 * here[i]) + here[right]
            + below[left] + below[i] + below[right];
        return (sum + 6) / 13;
    }

    /// <summary>The grey level of a pixel: ITU-R 601-2 luma in fixed point, as Pillow converts to mode L.</summary>
    private static int Grey(ReadOnlySpan<byte> pixel) =>
        ((pixel[0] * 19595) + (pixel[1] * 38470) + (pixel[2] * 7471) + 0x8000) >> 16;

    private static void BlendWithLevel(PixelBuffers image, int level, float factor)
    {
        Span<byte> table = stackalloc byte[256];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = Blend(level, i, factor);
        }

        var source = image.Source;
        var destination = image.Destination;
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = table[source[i]];
        }
    }

    /// <summary>Pillow's <c>Image.blend</c>: in single precision, clipped, the fraction cut off.</summary>
    private static byte Blend(int poorer, int level, float factor) =>
        (byte)Math.Clamp(poorer + (factor * (level - poorer)), 0f, 255f);
}
