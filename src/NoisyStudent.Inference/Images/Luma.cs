using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Images;

/// <summary>
/// The grey level of a colour: luma of ITU-R BT.601 in fixed point, as Pillow converts to mode L. A grey pixel's is its own level.
/// </summary>
internal static class Luma
{
    /// <summary>How many channels it makes of a picture's three.</summary>
    public const int Channels = 1;

    /// <summary>The bytes of the sixteen pixels that are worked on at once.</summary>
    public const int Bytes = RgbImage.Channels * Lanes.Count;

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
}
