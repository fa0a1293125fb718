using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Images.Jpeg;

/// <summary>Luma and chroma as red, green and blue, by JFIF's formula in whole numbers of 16 bits behind the point.</summary>
internal static class YccPixels
{
    /// <summary>How many pixels may be read and written beyond those asked for.</summary>
    public const int Slack = 16;

    private const int FractionBits = 16;
    private const int Half = 1 << (FractionBits - 1);
    private const int Opaque = 0xFF << 24;

    /// <summary>Converts a row.</summary>
    /// <param name="luma">Luma of each pixel.</param>
    /// <param name="blue">Blue chroma of each pixel.</param>
    /// <param name="red">Red chroma of each pixel.</param>
    /// <param name="count">How many.</param>
    /// <param name="pixels">Where they go, four bytes R, G, B, 255 each.</param>
    public static void Convert(ReadOnlySpan<byte> luma, ReadOnlySpan<byte> blue, ReadOnlySpan<byte> red, int count, Span<int> pixels)
    {
        for (var i = 0; i < count; i += Slack)
        {
            var y = (Load(luma, i) << FractionBits) + Vector512.Create(Half);
            var (cb, cr) = (Load(blue, i) - Vector512.Create(128), Load(red, i) - Vector512.Create(128));
            var r = Level(y + (cr * 91881));
            var g = Level(y + (cb * -22554) + (cr * -46802));
            var b = Level(y + (cb * 116130));
            (r | (g << 8) | (b << 16) | Vector512.Create(Opaque)).CopyTo(pixels[i..]);
        }
    }

    /// <summary>Makes grey pixels of a row of luma.</summary>
    /// <param name="luma">Luma of each pixel.</param>
    /// <param name="count">How many.</param>
    /// <param name="pixels">Where they go, four bytes R, G, B, 255 each.</param>
    public static void Convert(ReadOnlySpan<byte> luma, int count, Span<int> pixels)
    {
        for (var i = 0; i < count; i += Slack)
        {
            ((Load(luma, i) * 0x010101) | Vector512.Create(Opaque)).CopyTo(pixels[i..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Level(Vector512<int> value) =>
        Vector512.Min(Vector512.Max(value >> FractionBits, Vector512<int>.Zero), Vector512.Create(255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Load(ReadOnlySpan<byte> row, int at)
    {
        var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(row.Slice(at, Slack)));
        return Vector512.WidenLower(Vector512.WidenLower(bytes.ToVector256Unsafe().ToVector512Unsafe())).AsInt32();
    }
}
