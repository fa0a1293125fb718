using System.Runtime.Intrinsics;

namespace NoisyStudent.Networks;

/// <summary>
/// The one place where bytes become floats: training and shipped models get the same bits from it. The numbers of an image lie pixel by
/// pixel (channels-last), or channel by channel.
/// </summary>
internal sealed class NormalizedPixels
{
    private const int Channels = Normalization.Channels;
    private const int Levels = 256;

    // So many vectors hold whole pixels.
    private const int Period = Channels;

    private readonly Vector512<float>[] _means;
    private readonly Vector512<float>[] _deviations;
    private readonly float[][] _tables;

    /// <summary>Prepares the arithmetic.</summary>
    /// <param name="normalization">How pixels become input.</param>
    public NormalizedPixels(Normalization normalization)
    {
        (_means, _deviations) = (PeriodOf(normalization.Mean), PeriodOf(normalization.StandardDeviation));
        _tables = [.. Enumerable.Range(0, Channels).Select(channel => TableOf(normalization.Mean[channel], normalization.StandardDeviation[channel]))];
    }

    /// <summary>Pixel by pixel: <c>[height, width, 3]</c>, as the bytes lie.</summary>
    /// <param name="pixels">The image, row by row, red, green and blue for each pixel.</param>
    /// <param name="values">Of the same length.</param>
    public void WriteInterleaved(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        var i = 0;
        for (; i <= pixels.Length - (Period * Lanes.Count); i += Period * Lanes.Count)
        {
            for (var part = 0; part < Period; part++)
            {
                var at = i + (part * Lanes.Count);
                ((Lanes.ToFloats(Lanes.Load(pixels, at)) - _means[part]) / _deviations[part]).CopyTo(values[at..]);
            }
        }

        for (; i < pixels.Length; i++)
        {
            values[i] = _tables[i % Channels][pixels[i]];
        }
    }

    /// <summary>Channel by channel: <c>[3, height, width]</c>.</summary>
    /// <param name="pixels">The image, row by row, red, green and blue for each pixel.</param>
    /// <param name="values">Of the same length.</param>
    public void WritePlanes(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        var area = pixels.Length / Channels;
        for (var channel = 0; channel < Channels; channel++)
        {
            var table = _tables[channel];
            var plane = values.Slice(channel * area, area);
            for (var pixel = 0; pixel < plane.Length; pixel++)
            {
                plane[pixel] = table[pixels[(pixel * Channels) + channel]];
            }
        }
    }

    private static Vector512<float>[] PeriodOf(IReadOnlyList<float> channels)
    {
        var numbers = Enumerable.Range(0, Period * Lanes.Count).Select(lane => channels[lane % Channels]).ToArray();
        return [.. Enumerable.Range(0, Period).Select(part => Vector512.Create(numbers, part * Lanes.Count))];
    }

    private static float[] TableOf(float mean, float deviation) =>
        [.. Enumerable.Range(0, Levels).Select(level => (level - mean) / deviation)];
}
