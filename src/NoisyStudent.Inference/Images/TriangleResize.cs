using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Images;

/// <summary>
/// Scales a part of a picture to a square.
/// <para>
/// The filter is a triangle as wide as the step between two target pixels (never narrower than a source pixel): bilinear
/// interpolation when enlarging, and an average over everything that falls into a target pixel when shrinking, so fine patterns
/// do not alias. That is the filter of Pillow's and torchvision's antialiased bilinear resize, hence what published preprocessing
/// does. It is computed here in whole numbers, first along rows, then along columns, so that pixels are the same on every processor.
/// </para>
/// </summary>
internal static class TriangleResize
{
    private const int Half = 1 << (TriangleTaps.WeightBits - 1);
    private const int Channels = 3;

    /// <summary>Scales to <paramref name="size"/> x <paramref name="size"/>.</summary>
    /// <param name="source">Rows of pixels, red, green and blue first in each.</param>
    /// <param name="width">Pixels in a row of the source.</param>
    /// <param name="bytesPerPixel">3, or 4 of which the last is ignored.</param>
    /// <param name="columns">Taps along rows.</param>
    /// <param name="rows">Taps along columns.</param>
    /// <param name="size">Width and height of the result.</param>
    /// <param name="destination">Where it goes, <c>[size, size, 3]</c>.</param>
    public static void Apply(
        ReadOnlySpan<byte> source, int width, int bytesPerPixel, in TriangleTaps columns, in TriangleTaps rows, int size, Span<byte> destination)
    {
        var firstRow = rows.Firsts[0];
        var rowCount = rows.Firsts[^1] + rows.Count - firstRow;
        var stride = width * bytesPerPixel;
        var rowLength = size * Channels;

        // Pixels are read and written four bytes at a time: there has to be room behind the last of a row.
        var narrowStride = rowLength + 1;
        var narrow = ArrayPool<byte>.Shared.Rent(rowCount * narrowStride);
        var lastRow = ArrayPool<byte>.Shared.Rent(stride + 1);
        try
        {
            source.Slice((firstRow + rowCount - 1) * stride, stride).CopyTo(lastRow);
            for (var row = 0; row < rowCount; row += 2)
            {
                // Two rows at a time; an odd last one is its own neighbour.
                var next = Math.Min(row + 1, rowCount - 1);
                var upper = row == rowCount - 1 ? lastRow : source[((firstRow + row) * stride)..];
                var lower = next == rowCount - 1 ? lastRow : source[((firstRow + next) * stride)..];
                ScaleRows(
                    upper, lower, bytesPerPixel, columns,
                    narrow.AsSpan(row * narrowStride, narrowStride), narrow.AsSpan(next * narrowStride, narrowStride));
            }

            for (var target = 0; target < size; target++)
            {
                var sourceRows = narrow.AsSpan((rows.Firsts[target] - firstRow) * narrowStride, rows.Count * narrowStride);
                var weights = rows.Weights.Slice(target * rows.Count, rows.Count);
                ScaleColumns(sourceRows, narrowStride, weights, destination.Slice(target * rowLength, rowLength));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(narrow);
            ArrayPool<byte>.Shared.Return(lastRow);
        }
    }

    // The channels of a pixel of each row are the lanes of a vector. The fourth is whatever follows the pixel; the next pixel overwrites it.
    private static void ScaleRows(
        ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, int bytesPerPixel, in TriangleTaps columns, Span<byte> scaledUpper, Span<byte> scaledLower)
    {
        var firsts = columns.Firsts;
        var weights = columns.Weights;
        var count = columns.Count;
        var most = Vector256.Create(255);
        for (var target = 0; target < firsts.Length; target++)
        {
            var sum = Vector256.Create(Half);
            var first = firsts[target] * bytesPerPixel;
            var length = (count * bytesPerPixel) + 4 - bytesPerPixel;
            ref var upperPixel = ref MemoryMarshal.GetReference(upper.Slice(first, length));
            ref var lowerPixel = ref MemoryMarshal.GetReference(lower.Slice(first, length));
            foreach (var weight in weights.Slice(target * count, count))
            {
                sum += Widen(Unsafe.ReadUnaligned<uint>(ref upperPixel), Unsafe.ReadUnaligned<uint>(ref lowerPixel)) * weight;
                upperPixel = ref Unsafe.Add(ref upperPixel, bytesPerPixel);
                lowerPixel = ref Unsafe.Add(ref lowerPixel, bytesPerPixel);
            }

            var levels = Vector256.Min(sum >> TriangleTaps.WeightBits, most);
            var words = Vector128.Narrow(levels.GetLower(), levels.GetUpper());
            var pixels = Vector128.Narrow(words, words).AsUInt32();
            MemoryMarshal.Write(scaledUpper[(target * Channels)..], pixels.GetElement(0));
            MemoryMarshal.Write(scaledLower[(target * Channels)..], pixels.GetElement(1));
        }
    }

    private static void ScaleColumns(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights, Span<byte> scaled)
    {
        var place = 0;
        for (; place <= scaled.Length - Vector128<byte>.Count; place += Vector128<byte>.Count)
        {
            var (low, high) = (Vector256.Create(Half), Vector256.Create(Half));
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var bytes = Vector128.Create(rows.Slice((tap * stride) + place, Vector128<byte>.Count));
                var words = Vector256.WidenLower(bytes.ToVector256Unsafe());
                low += Vector256.WidenLower(words).AsInt32() * weights[tap];
                high += Vector256.WidenUpper(words).AsInt32() * weights[tap];
            }

            var most = Vector256.Create(255);
            low = Vector256.Min(low >> TriangleTaps.WeightBits, most);
            high = Vector256.Min(high >> TriangleTaps.WeightBits, most);
            var levels = Vector256.Narrow(low.AsUInt32(), high.AsUInt32());
            Vector128.Narrow(levels.GetLower(), levels.GetUpper()).CopyTo(scaled[place..]);
        }

        for (; place < scaled.Length; place++)
        {
            var sum = Half;
            for (var tap = 0; tap < weights.Length; tap++)
            {
                sum += weights[tap] * rows[(tap * stride) + place];
            }

            scaled[place] = (byte)Math.Min(sum >> TriangleTaps.WeightBits, 255);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(uint upper, uint lower)
    {
        var bytes = Vector128.CreateScalarUnsafe(upper | ((ulong)lower << 32)).AsByte();
        return Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256Unsafe()).AsInt32();
    }
}
