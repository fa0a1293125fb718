using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Noise;

/// <summary>Where a place lies between four pixels: the weights of their bilinear mean, of which the fraction is cut off.</summary>
/// <param name="ToRight">How far from the left pixels to the right ones, 0 to 1.</param>
/// <param name="ToBottom">How far from the upper pixels to the lower ones, 0 to 1.</param>
internal readonly record struct BilinearWeights(float ToRight, float ToBottom)
{
    /// <summary>Writes the means of neighbouring bytes.</summary>
    /// <param name="upper">The row above.</param>
    /// <param name="lower">The row below.</param>
    /// <param name="left">Where in both the left pixel begins.</param>
    /// <param name="right">Where in both the right pixel begins.</param>
    /// <param name="pixels">Where the means go: the channels of a pixel, or more.</param>
    public void Mix(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int left, int right, Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var above = Between(upper[left + i], upper[right + i], ToRight);
            var below = Between(lower[left + i], lower[right + i], ToRight);
            pixels[i] = (byte)Between(above, below, ToBottom);
        }
    }

    /// <summary>The means of sixteen neighbouring bytes; the right pixels follow the left ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<byte> MixLanes(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int at)
    {
        var above = Between(upper, at, ToRight);
        var below = Between(lower, at, ToRight);
        return Lanes.ToBytes(above + ((below - above) * ToBottom));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Between(ReadOnlySpan<byte> row, int at, float toRight)
    {
        var left = Lanes.ToFloats(Lanes.Load(row, at));
        return left + ((Lanes.ToFloats(Lanes.Load(row, at + PixelBuffers.Channels)) - left) * toRight);
    }

    private static float Between(float from, float to, float fraction) => from + ((to - from) * fraction);
}
