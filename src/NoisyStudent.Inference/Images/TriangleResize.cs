using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NoisyStudent.Images;

/// <summary>
/// Scales a part of a picture.
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
    private const int RowsAtOnce = 4;
    private const byte Nothing = 0x80;

    private static Vector128<byte> NeighboursOf3 =>
        Vector128.Create(0, Nothing, 3, Nothing, 1, Nothing, 4, Nothing, 2, Nothing, 5, Nothing, Nothing, Nothing, Nothing, Nothing);

    private static Vector128<byte> NeighboursOf4 =>
        Vector128.Create(0, Nothing, 4, Nothing, 1, Nothing, 5, Nothing, 2, Nothing, 6, Nothing, Nothing, Nothing, Nothing, Nothing);

    /// <summary>Scales to as many columns and rows as there are taps for.</summary>
    /// <param name="source">Rows of pixels, red, green and blue first in each.</param>
    /// <param name="width">Pixels in a row of the source.</param>
    /// <param name="bytesPerPixel">3, or 4 of which the last is ignored.</param>
    /// <param name="columns">Taps along rows.</param>
    /// <param name="rows">Taps along columns.</param>
    /// <param name="destination">Where it goes, <c>[rows, columns, 3]</c>.</param>
    public static void Apply(
        ReadOnlySpan<byte> source, int width, int bytesPerPixel, in TriangleTaps columns, in TriangleTaps rows, Span<byte> destination)
    {
        var firstRow = rows.Firsts[0];
        var rowCount = rows.Firsts[^1] + rows.Count - firstRow;
        var stride = width * bytesPerPixel;
        var rowLength = columns.Firsts.Length * Channels;

        // Pixels are read eight bytes and written four bytes at a time: there has to be room behind the last of a row. So the last rows are read
        // from a copy; two, as behind the row before the last there may be no more than one pixel.
        var narrowStride = rowLength + 1;
        var narrow = ArrayPool<byte>.Shared.Rent(rowCount * narrowStride);
        var copied = Math.Max(rowCount - 2, 0);
        var lastRows = ArrayPool<byte>.Shared.Rent(((rowCount - copied) * stride) + (2 * sizeof(ulong)));
        try
        {
            source.Slice((firstRow + copied) * stride, (rowCount - copied) * stride).CopyTo(lastRows);
            for (var row = 0; row < rowCount; row += RowsAtOnce)
            {
                // Where there are no four left, the last one is taken again.
                var (row1, row2, row3) = (Math.Min(row + 1, rowCount - 1), Math.Min(row + 2, rowCount - 1), Math.Min(row + 3, rowCount - 1));
                ScaleRows(
                    Row(source, row), Row(source, row1), Row(source, row2), Row(source, row3), bytesPerPixel, columns,
                    narrow.AsSpan(row * narrowStride, narrowStride), narrow.AsSpan(row1 * narrowStride, narrowStride),
                    narrow.AsSpan(row2 * narrowStride, narrowStride), narrow.AsSpan(row3 * narrowStride, narrowStride));
            }

            for (var target = 0; target < rows.Firsts.Length; target++)
            {
                var sourceRows = narrow.AsSpan((rows.Firsts[target] - firstRow) * narrowStride, rows.Count * narrowStride);
                var weights = rows.Weights.Slice(target * rows.Count, rows.Count);
                ScaleColumns(sourceRows, narrowStride, weights, destination.Slice(target * rowLength, rowLength));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(narrow);
            ArrayPool<byte>.Shared.Return(lastRows);
        }

        ReadOnlySpan<byte> Row(ReadOnlySpan<byte> all, int row) =>
            row >= copied ? lastRows.AsSpan((row - copied) * stride) : all[((firstRow + row) * stride)..];
    }

    // The channels of a pixel of each row are the lanes of a vector, two neighbours side by side. The fourth is whatever follows the pixel; the next
    // pixel overwrites it.
    private static void ScaleRows(
        ReadOnlySpan<byte> row0, ReadOnlySpan<byte> row1, ReadOnlySpan<byte> row2, ReadOnlySpan<byte> row3, int bytesPerPixel, in TriangleTaps columns,
        Span<byte> scaled0, Span<byte> scaled1, Span<byte> scaled2, Span<byte> scaled3)
    {
        var firsts = columns.Firsts;
        var pairs = columns.Pairs;
        var count = columns.PairCount;
        var step = 2 * bytesPerPixel;
        var length = ((count - 1) * step) + sizeof(ulong);
        var neighbours = bytesPerPixel == 4 ? NeighboursOf4 : NeighboursOf3;
        for (var target = 0; target < firsts.Length; target++)
        {
            var (low, high) = (Vector512.Create(Half), Vector512<int>.Zero);
            var first = firsts[target] * bytesPerPixel;
            ref var pixel0 = ref MemoryMarshal.GetReference(row0.Slice(first, length));
            ref var pixel1 = ref MemoryMarshal.GetReference(row1.Slice(first, length));
            ref var pixel2 = ref MemoryMarshal.GetReference(row2.Slice(first, length));
            ref var pixel3 = ref MemoryMarshal.GetReference(row3.Slice(first, length));
            nint place = 0;
            foreach (var pair in pairs.Slice(target * count, count))
            {
                var upper = Vector256.Create(Spread(ref pixel0, place, neighbours), Spread(ref pixel1, place, neighbours));
                var lower = Vector256.Create(Spread(ref pixel2, place, neighbours), Spread(ref pixel3, place, neighbours));
                var levels = Vector512.Create(upper, lower).AsInt16();
                low += PairProducts.Add(levels, Vector512.Create(pair.Low).AsInt16());
                high += PairProducts.Add(levels, Vector512.Create(pair.High).AsInt16());
                place += step;
            }

            var pixels = ToLevels(TriangleTaps.WeightPair.Join(low, high)).AsUInt32();
            MemoryMarshal.Write(scaled0[(target * Channels)..], pixels.GetElement(0));
            MemoryMarshal.Write(scaled1[(target * Channels)..], pixels.GetElement(1));
            MemoryMarshal.Write(scaled2[(target * Channels)..], pixels.GetElement(2));
            MemoryMarshal.Write(scaled3[(target * Channels)..], pixels.GetElement(3));
        }
    }

    private static void ScaleColumns(ReadOnlySpan<byte> rows, int stride, ReadOnlySpan<int> weights, Span<byte> scaled)
    {
        var place = 0;
        for (; place <= scaled.Length - Vector128<byte>.Count; place += Vector128<byte>.Count)
        {
            var sum = Vector512.Create(Half);
            for (var tap = 0; tap < weights.Length; tap++)
            {
                var bytes = Vector128.Create(rows.Slice((tap * stride) + place, Vector128<byte>.Count));
                var words = Vector512.WidenLower(bytes.ToVector256Unsafe().ToVector512Unsafe());
                sum += Vector512.WidenLower(words).AsInt32() * weights[tap];
            }

            ToLevels(sum).CopyTo(scaled[place..]);
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

    // The bytes of two neighbouring pixels, each channel's two as numbers of 16 bits side by side.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Spread(ref byte row, nint place, Vector128<byte> neighbours) => Vector128.ShuffleNative(
        Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref row, place))).AsByte(), neighbours);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToLevels(Vector512<int> sums)
    {
        var levels = sums >> TriangleTaps.WeightBits;
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector128ByteWithSaturation(levels.AsUInt32());
        }

        levels = Vector512.Min(levels, Vector512.Create(255));
        var words = Vector256.Narrow(levels.GetLower(), levels.GetUpper()).AsUInt16();
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }
}
