using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NoisyStudent.Images;

namespace NoisyStudent.Noise;

/// <summary>
/// Operations that blend the picture with a poorer version of itself: grey, flat, black, smooth. A factor of 0 gives the poorer
/// one, 1 the picture, and beyond 1 the difference between the two is exaggerated. Equal to the byte to Pillow's
/// <c>ImageEnhance</c>.
/// </summary>
internal static class EnhanceOperations
{
    /// <summary>Blends with the picture's grey version: how colourful it is.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="factor">0 for grey, 1 for no change, at least 0.</param>
    public static void Color(PixelBuffers image, double factor)
    {
        var source = image.Source;
        var destination = image.Destination;
        var i = 0;
        for (; i <= source.Length - Luma.Bytes; i += Luma.Bytes)
        {
            var greys = Lanes.Narrow(Luma.Load(source, i));
            Lanes.Store(Blend(GreyPixels.SpreadFirst(greys), Lanes.Load(source, i), (float)factor), destination, i);
            Lanes.Store(Blend(GreyPixels.SpreadSecond(greys), Lanes.Load(source, i + 16), (float)factor), destination, i + 16);
            Lanes.Store(Blend(GreyPixels.SpreadThird(greys), Lanes.Load(source, i + 32), (float)factor), destination, i + 32);
        }

        for (; i < source.Length; i += PixelBuffers.Channels)
        {
            var grey = Luma.Of(source.Slice(i, PixelBuffers.Channels));
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
        var pixels = image.Source.Length / PixelBuffers.Channels;
        var mean = (int)(((2 * GreyPixels.Sum(image.Source)) + pixels) / (2 * pixels));
        BlendWithLevel(image, (byte)mean, (float)factor);
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
            var (first, end) = (PixelBuffers.Channels, stride - PixelBuffers.Channels);
            if (end - first < Lanes.Count)
            {
                for (var i = first; i < end; i++)
                {
                    row[i] = Blend(Smooth(above, here, below, i), here[i], (float)factor);
                }

                continue;
            }

            for (var i = first; i < end; i += Lanes.Count)
            {
                // The last sixteen bytes overlap with those before them.
                var at = Math.Min(i, end - Lanes.Count);
                Lanes.Store(Blend(SmoothLanes(above, here, below, at), Lanes.Load(here, at), (float)factor), row, at);
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

    /// <summary>The same for sixteen bytes. A sum is at most 3,321, where multiplying and shifting divides by 13 exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SmoothLanes(ReadOnlySpan<byte> above, ReadOnlySpan<byte> here, ReadOnlySpan<byte> below, int i)
    {
        var sum = ThreeLanes(above, i) + ThreeLanes(here, i) + ThreeLanes(below, i) + (Lanes.Widen(Lanes.Load(here, i)) << 2);
        return Vector512.ConvertToSingle(((sum + Vector512.Create(6)) * 5042) >> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> ThreeLanes(ReadOnlySpan<byte> row, int i) => Lanes.Widen(Lanes.Load(row, i - PixelBuffers.Channels))
        + Lanes.Widen(Lanes.Load(row, i)) + Lanes.Widen(Lanes.Load(row, i + PixelBuffers.Channels));

    private static void BlendWithLevel(PixelBuffers image, byte level, float factor)
    {
        Span<byte> table = stackalloc byte[LevelTable.Levels];
        for (var i = 0; i < table.Length; i += Lanes.Count)
        {
            Lanes.Store(Blend(Vector512.Create((float)level), Vector128.CreateSequence((byte)i, (byte)1), factor), table, i);
        }

        LevelTable.Map(image, table);
    }

    /// <summary>Pillow's <c>Image.blend</c>: in single precision, clipped, the fraction cut off.</summary>
    private static byte Blend(int poorer, int level, float factor) =>
        (byte)Math.Clamp(poorer + (factor * (level - poorer)), 0f, 255f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Blend(Vector512<float> poorer, Vector128<byte> levels, float factor) =>
        Lanes.ToBytes(poorer + (factor * (Lanes.ToFloats(levels) - poorer)));
}
