using System.Runtime.Intrinsics;
using NoisyStudent.Images;

namespace NoisyStudent.Networks;

/// <summary>
/// The one place where bytes become floats, and colours grey where a network takes one channel: training and shipped models get the same bits
/// from it. The numbers of an image lie pixel by pixel (channels-last), or channel by channel.
/// </summary>
internal sealed class NormalizedPixels
{
    private const int Levels = 256;

    private readonly int _channels;
    private readonly Vector512<float>[] _means;
    private readonly Vector512<float>[] _deviations;
    private readonly float[][] _tables;

    /// <summary>Prepares the arithmetic.</summary>
    /// <param name="normalization">How pixels become input.</param>
    public NormalizedPixels(Normalization normalization)
    {
        _channels = normalization.Channels;
        (_means, _deviations) = (VectorsOf(normalization.Mean), VectorsOf(normalization.StandardDeviation));
        _tables = [.. normalization.Mean.Zip(normalization.StandardDeviation, TableOf)];
    }

    /// <summary>What a pixel is in a channel, before it is normalized: 0 to 255.</summary>
    /// <param name="pixel">Red, green and blue.</param>
    /// <param name="channel">The channel, from 0.</param>
    /// <param name="channels">How many there are: 3, or 1 for luma.</param>
    public static int LevelOf(ReadOnlySpan<byte> pixel, int channel, int channels) => channels == Luma.Channels ? Luma.Of(pixel) : pixel[channel];

    /// <summary>Pixel by pixel: <c>[height, width, channels]</c>.</summary>
    /// <param name="pixels">The image, row by row, red, green and blue for each pixel.</param>
    /// <param name="values">As many numbers for each pixel as there are channels.</param>
    public void WriteInterleaved(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        // Sixteen pixels at once, which are as many vectors as there are channels.
        var (at, to) = (0, 0);
        for (; at <= pixels.Length - Luma.Bytes; at += Luma.Bytes)
        {
            for (var part = 0; part < _channels; part++)
            {
                var levels = _channels == Luma.Channels ? Luma.Load(pixels, at) : Lanes.Widen(Lanes.Load(pixels, at + (part * Lanes.Count)));
                ((Vector512.ConvertToSingle(levels) - _means[part]) / _deviations[part]).CopyTo(values[to..]);
                to += Lanes.Count;
            }
        }

        for (; at < pixels.Length; at += RgbImage.Channels)
        {
            for (var channel = 0; channel < _channels; channel++)
            {
                values[to++] = _tables[channel][LevelOf(pixels.Slice(at, RgbImage.Channels), channel, _channels)];
            }
        }
    }

    /// <summary>Channel by channel: <c>[channels, height, width]</c>.</summary>
    /// <param name="pixels">The image, row by row, red, green and blue for each pixel.</param>
    /// <param name="values">As many numbers for each pixel as there are channels.</param>
    public void WritePlanes(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        if (_channels == Luma.Channels)
        {
            // One channel lies the same way in both orders.
            WriteInterleaved(pixels, values);
            return;
        }

        var area = pixels.Length / RgbImage.Channels;
        for (var channel = 0; channel < _channels; channel++)
        {
            var table = _tables[channel];
            var plane = values.Slice(channel * area, area);
            for (var pixel = 0; pixel < plane.Length; pixel++)
            {
                plane[pixel] = table[pixels[(pixel * RgbImage.Channels) + channel]];
            }
        }
    }

    /// <summary>The numbers of the channels, in turn, for sixteen pixels.</summary>
    private static Vector512<float>[] VectorsOf(IReadOnlyList<float> channels)
    {
        var numbers = Enumerable.Range(0, channels.Count * Lanes.Count).Select(lane => channels[lane % channels.Count]).ToArray();
        return [.. Enumerable.Range(0, channels.Count).Select(part => Vector512.Create(numbers, part * Lanes.Count))];
    }

    private static float[] TableOf(float mean, float deviation) =>
        [.. Enumerable.Range(0, Levels).Select(level => (level - mean) / deviation)];
}
