using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Noise;

/// <summary>The grey levels of pixels: ITU-R 601-2 luma in fixed point, as Pillow converts to mode L.</summary>
internal static class GreyPixels
{
    /// <summary>The bytes of the sixteen pixels that are worked on at once.</summary>
    public const int Bytes = PixelBuffers.Channels * Lanes.Count;

    private const int Red = 19595;
    private const int Green = 38470;
    private const int Blue = 7471;
    private const int Half = 0x8000;

    /// <summary>The grey level of a pixel.</summary>
    public static int Of(ReadOnlySpan<byte> pixel) => ((pixel[0] * Red) + (pixel[1] * Green) + (pixel[2] * Blue) + Half) >> 16;

    /// <summary>The grey levels of sixteen pixels.</summary>
    /// <param name="source">Red, green and blue bytes.</param>
    /// <param name="at">Where the first pixel begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(ReadOnlySpan<byte> source, int at)
    {
        var (first, second, third) = (Lanes.Load(source, at), Lanes.Load(source, at + 16), Lanes.Load(source, at + 32));

        // A place beyond 15 gives 0, so that each colour is gathered from the three vectors by an or.
        var red = Vector128.Shuffle(first, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99))
            | Vector128.Shuffle(second, Vector128.Create((byte)99, 99, 99, 99, 99, 99, 2, 5, 8, 11, 14, 99, 99, 99, 99, 99))
            | Vector128.Shuffle(third, Vector128.Create((byte)99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 1, 4, 7, 10, 13));
        var green = Vector128.Shuffle(first, Vector128.Create((byte)1, 4, 7, 10, 13, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99))
            | Vector128.Shuffle(second, Vector128.Create((byte)99, 99, 99, 99, 99, 0, 3, 6, 9, 12, 15, 99, 99, 99, 99, 99))
            | Vector128.Shuffle(third, Vector128.Create((byte)99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 2, 5, 8, 11, 14));
        var blue = Vector128.Shuffle(first, Vector128.Create((byte)2, 5, 8, 11, 14, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99))
            | Vector128.Shuffle(second, Vector128.Create((byte)99, 99, 99, 99, 99, 1, 4, 7, 10, 13, 99, 99, 99, 99, 99, 99))
            | Vector128.Shuffle(third, Vector128.Create((byte)99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 0, 3, 6, 9, 12, 15));
        return ((Lanes.Widen(red) * Red) + (Lanes.Widen(green) * Green) + (Lanes.Widen(blue) * Blue) + Vector512.Create(Half)) >> 16;
    }

    /// <summary>The sum of all grey levels.</summary>
    /// <param name="source">Red, green and blue bytes.</param>
    public static long Sum(ReadOnlySpan<byte> source)
    {
        var (sums, sum, i) = (Vector512<long>.Zero, 0L, 0);
        for (; i <= source.Length - Bytes; i += Bytes)
        {
            var (lower, upper) = Vector512.Widen(Load(source, i));
            sums += lower + upper;
        }

        for (; i < source.Length; i += PixelBuffers.Channels)
        {
            sum += Of(source.Slice(i, PixelBuffers.Channels));
        }

        return Vector512.Sum(sums) + sum;
    }

    /// <summary>Each grey level three times, for the colours of its pixel: the first sixteen of 48 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SpreadFirst(Vector128<byte> greys) => Lanes.ToFloats(
        Vector128.Shuffle(greys, Vector128.Create((byte)0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5)));

    /// <summary>The second sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SpreadSecond(Vector128<byte> greys) => Lanes.ToFloats(
        Vector128.Shuffle(greys, Vector128.Create((byte)5, 5, 6, 6, 6, 7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10)));

    /// <summary>The third sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SpreadThird(Vector128<byte> greys) => Lanes.ToFloats(
        Vector128.Shuffle(greys, Vector128.Create((byte)10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15)));
}
