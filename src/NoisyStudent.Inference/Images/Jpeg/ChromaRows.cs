using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Images.Jpeg;

/// <summary>
/// Rows of chroma that is stored at half the resolution, at the full one: each pixel takes three quarters of the sample it lies in and a quarter
/// of the next, along rows, columns or both, rounded alternately up and down, as the Independent JPEG Group's library does.
/// </summary>
internal static class ChromaRows
{
    /// <summary>Pixels may be read so far beyond what is asked for, and written twice as far.</summary>
    public const int Slack = 32;

    /// <summary>Twice as many columns.</summary>
    /// <param name="row">Samples, with one before the first and one behind the last.</param>
    /// <param name="count">How many.</param>
    /// <param name="pixels">Where twice as many go.</param>
    public static void Widen(ReadOnlySpan<byte> row, int count, Span<byte> pixels)
    {
        for (var i = 0; i < count; i += Vector256<ushort>.Count)
        {
            var (before, here, after) = (Load(row, i), Load(row, i + 1), Load(row, i + 2));
            var three = here * 3;
            Interleave((three + before + Vector256.Create((ushort)1)) >> 2, (three + after + Vector256.Create((ushort)2)) >> 2, pixels, i);
        }
    }

    /// <summary>One of twice as many rows, with as many columns.</summary>
    /// <param name="near">The row it lies in.</param>
    /// <param name="far">The row it is next to.</param>
    /// <param name="isUpper">Whether that is the one above.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="pixels">Where as many go.</param>
    public static void Heighten(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, bool isUpper, int count, Span<byte> pixels)
    {
        var rounding = Vector256.Create((ushort)(isUpper ? 1 : 2));
        for (var i = 0; i < count; i += Vector256<ushort>.Count)
        {
            var levels = ((Load(near, i) * 3) + Load(far, i) + rounding) >> 2;
            Vector128.Narrow(levels.GetLower(), levels.GetUpper()).CopyTo(pixels[i..]);
        }
    }

    /// <summary>One of twice as many rows, with twice as many columns.</summary>
    /// <param name="near">The row it lies in, with one sample before the first and one behind the last.</param>
    /// <param name="far">The row it is next to, in the same way.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="pixels">Where twice as many go.</param>
    public static void WidenAndHeighten(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, int count, Span<byte> pixels)
    {
        for (var i = 0; i < count; i += Vector256<ushort>.Count)
        {
            var before = (Load(near, i) * 3) + Load(far, i);
            var here = (Load(near, i + 1) * 3) + Load(far, i + 1);
            var after = (Load(near, i + 2) * 3) + Load(far, i + 2);
            var three = here * 3;
            Interleave((three + before + Vector256.Create((ushort)8)) >> 4, (three + after + Vector256.Create((ushort)7)) >> 4, pixels, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Load(ReadOnlySpan<byte> row, int at) =>
        Vector256.WidenLower(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(row.Slice(at, Vector128<byte>.Count))).ToVector256Unsafe());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(Vector256<ushort> even, Vector256<ushort> odd, Span<byte> pixels, int at) =>
        (even | (odd << 8)).AsByte().CopyTo(pixels[(2 * at)..]);
}
