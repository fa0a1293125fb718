using NoisyStudent.Datasets;
using NoisyStudent.Noise;

namespace NoisyStudent.Benchmarks;

/// <summary>Images of random bytes.</summary>
internal static class RandomImages
{
    /// <summary>Their width and height in pixels.</summary>
    public const int ImageSize = 32;

    /// <summary>Draws some, always the same.</summary>
    /// <param name="count">How many.</param>
    public static ImageSet Of(int count)
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        return new ImageSet(
            ImageSize, [.. Enumerable.Range(0, count).Select(number => $"{number}")], Enumerable.Range(0, count).Select(_ => Pixels(ref random)).ToArray());
    }

    private static byte[] Pixels(ref KeyedRandom random)
    {
        var pixels = new byte[ImageSize * ImageSize * PixelBuffers.Channels];
        foreach (ref var pixel in pixels.AsSpan())
        {
            pixel = (byte)random.NextInt(256);
        }

        return pixels;
    }
}
