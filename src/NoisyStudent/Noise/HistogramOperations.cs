using System.Runtime.Intrinsics;

namespace NoisyStudent.Noise;

/// <summary>
/// Operations that map each byte by a table made from the histogram of its colour, red, green and blue each by itself. Equal to
/// the byte to Pillow's <c>ImageOps</c>.
/// </summary>
internal static class HistogramOperations
{
    private const int Levels = LevelTable.Levels;
    private const int AllLevels = PixelBuffers.Channels * Levels;

    /// <summary>
    /// Stretches each colour so that its darkest level becomes 0 and its lightest 255; a colour of one level stays.
    /// </summary>
    /// <param name="image">What to read and where to write.</param>
    public static void AutoContrast(PixelBuffers image) => Map(image, FillAutoContrastTable);

    /// <summary>
    /// Spreads the levels of each colour so that they are about equally frequent; a colour with fewer than 255 pixels under its
    /// lightest level stays.
    /// </summary>
    /// <param name="image">What to read and where to write.</param>
    public static void Equalize(PixelBuffers image) => Map(image, FillEqualizeTable);

    private static void Map(PixelBuffers image, Action<ReadOnlySpan<int>, Span<byte>> fillTable)
    {
        Span<int> histograms = stackalloc int[AllLevels];
        Span<byte> tables = stackalloc byte[AllLevels];
        Count(image.Source, histograms);
        for (var channel = 0; channel < PixelBuffers.Channels; channel++)
        {
            fillTable(histograms.Slice(channel * Levels, Levels), tables.Slice(channel * Levels, Levels));
        }

        LevelTable.MapChannels(image, tables);
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
        var offset = Vector512.Create(-darkest * scale);
        var levels = Vector512.CreateSequence<double>(0, 1);
        var half = Vector512.Create((double)(Lanes.Count / 2));
        for (var level = 0; level < Levels; level += Lanes.Count, levels += half + half)
        {
            Lanes.Store(Lanes.ToBytes((levels * scale) + offset, ((levels + half) * scale) + offset), table, level);
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

        Span<double> below = stackalloc double[Levels];
        var sum = step / 2;
        for (var level = 0; level < Levels; level++)
        {
            below[level] = sum;
            sum += histogram[level];
        }

        // In a small picture the step, cut to a whole number, is so much too small that a quotient passes 255; it is clipped.
        for (var level = 0; level < Levels; level += Lanes.Count)
        {
            var (lower, upper) = (Vector512.Create<double>(below[level..]), Vector512.Create<double>(below[(level + (Lanes.Count / 2))..]));
            Lanes.Store(Lanes.ToBytes(lower / step, upper / step), table, level);
        }
    }

    private static void FillIdentity(Span<byte> table)
    {
        for (var level = 0; level < Levels; level++)
        {
            table[level] = (byte)level;
        }
    }

    private static void Count(ReadOnlySpan<byte> source, Span<int> histograms)
    {
        histograms.Clear();
        for (var i = 0; i + 2 < source.Length; i += PixelBuffers.Channels)
        {
            histograms[source[i]]++;
            histograms[Levels + source[i + 1]]++;
            histograms[(2 * Levels) + source[i + 2]]++;
        }
    }
}
