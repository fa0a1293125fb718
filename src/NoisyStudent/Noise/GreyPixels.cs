using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NoisyStudent.Images;

namespace NoisyStudent.Noise;

/// <summary>What operations need of the grey levels of a picture's pixels.</summary>
internal static class GreyPixels
{
    /// <summary>The sum of all grey levels.</summary>
    /// <param name="source">Red, green and blue bytes.</param>
    public static long Sum(ReadOnlySpan<byte> source)
    {
        var (sums, sum, i) = (Vector512<long>.Zero, 0L, 0);
        for (; i <= source.Length - Luma.Bytes; i += Luma.Bytes)
        {
            var (lower, upper) = Vector512.Widen(Luma.Load(source, i));
            sums += lower + upper;
        }

        for (; i < source.Length; i += PixelBuffers.Channels)
        {
            sum += Luma.Of(source.Slice(i, PixelBuffers.Channels));
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
