namespace NoisyStudent.Noise;

/// <summary>
/// Operations that map each byte by a table made from the histogram of its colour, red, green and blue each by itself. Equal to
/// the byte to Pillow's <c>ImageOps</c>.
/// </summary>
public static class HistogramOperations
{
    private const int Levels = 256;

    /// <summary>
    /// Stretches each colour so that its darkest level becomes 0 and its lightest 255; a colour of one level stays.
    /// </summary>
    /// <param name="image">What to read and where to write.</param>
    public static void AutoContrast(PixelBuffers image)
    {
        Span<int> histogram = stackalloc int[Levels];
        Span<byte> table = stackalloc byte[Levels];
        for (var channel = 0; channel < PixelBuffers.Channels; channel++)
        {
            Count(image.Source, channel, histogram);
            FillAutoContrastTable(histogram, table);
            Map(image, channel, table);
        }
    }

    /// <summary>
    /// Spreads the levels of each colour so that they are about equally frequent; a colour with fewer than 255 pixels under its
    /// lightest level stays.
    /// </summary>
    /// <param name="image">What to read and where to write.</param>
    public static void Equalize(PixelBuffers image)
    {
        Span<int> histogram = stackalloc int[Levels];
        Span<byte> table = stackalloc byte[Levels];
        for (var channel = 0; channel < PixelBuffers.Channels; channel++)
        {
            Count(image.Source, channel, histogram);
            FillEqualizeTable(histogram, table);
            Map(image, channel, table);
        }
    }

    private static void FillAutoContrastTable(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        var darkest = histogram.IndexOfAnyExcept(0);
        var lightest = histogram.LastIndexOfAnyExcept(0);
        if (lightest <= darkest)
        {
            FillIdentity(table);
            return;
        }

        // Multiplying before subtracting, in double precision, and cutting the fraction off are what equality with Pillow needs.
        var scale = 255.0 / (lightest - darkest);
        var offset = -darkest * scale;
        for (var level = 0; level < Levels; level++)
        {
            table[level] = (byte)Math.Clamp((int)((level * scale) + offset), 0, byte.MaxValue);
        }
    }

    private static void FillEqualizeTable(ReadOnlySpan<int> histogram, Span<byte> table)
    {
        var pixels = 0;
        foreach (var count in histogram)
        {
            pixels += count;
        }

        var step = (pixels - histogram[histogram.LastIndexOfAnyExcept(0)]) / byte.MaxValue;
        if (step == 0)
        {
            FillIdentity(table);
            return;
        }

        // In a small picture the step, cut to a whole number, is so much too small that the sum passes 255.
        var below = step / 2;
        for (var level = 0; level < Levels; level++)
        {
            table[level] = (byte)Math.Min(below / step, byte.MaxValue);
            below += histogram[level];
        }
    }

    private static void FillIdentity(Span<byte> table)
    {
        for (var level = 0; level < Levels; level++)
        {
            table[level] = (byte)level;
        }
    }

    private static void Count(ReadOnlySpan<byte> source, int channel, Span<int> histogram)
    {
        histogram.Clear();
        for (var i = channel; i < source.Length; i += PixelBuffers.Channels)
        {
            histogram[source[i]]++;
        }
    }

    private static void Map(PixelBuffers image, int channel, ReadOnlySpan<byte> table)
    {
        var source = image.Source;
        var destination = image.Destination;
        for (var i = channel; i < source.Length; i += PixelBuffers.Channels)
        {
            destination[i] = table[source[i]];
        }
    }
}
