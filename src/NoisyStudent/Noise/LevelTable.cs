using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NoisyStudent.Noise;

/// <summary>What becomes of each level of a byte: the whole of an operation that looks at no place.</summary>
internal static class LevelTable
{
    /// <summary>How many levels a byte has: the length of a table.</summary>
    public const int Levels = 256;

    /// <summary>Maps every byte by one table.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="table">A byte for each level.</param>
    public static void Map(PixelBuffers image, ReadOnlySpan<byte> table)
    {
        var source = image.Source;
        var destination = image.Destination;
        var i = 0;
        if (Avx512Vbmi.IsSupported)
        {
            var vectors = new TableVectors(table);
            for (; i <= source.Length - Vector512<byte>.Count; i += Vector512<byte>.Count)
            {
                vectors.Map(Vector512.Create(source[i..])).CopyTo(destination[i..]);
            }
        }

        for (; i < source.Length; i++)
        {
            destination[i] = table[source[i]];
        }
    }

    /// <summary>Maps red, green and blue each by a table of its own.</summary>
    /// <param name="image">What to read and where to write.</param>
    /// <param name="tables">The three tables, one after the other.</param>
    public static void MapChannels(PixelBuffers image, ReadOnlySpan<byte> tables)
    {
        var source = image.Source;
        var destination = image.Destination;
        var i = 0;
        if (Avx512Vbmi.IsSupported)
        {
            var (red, green, blue) = (new TableVectors(tables), new TableVectors(tables[Levels..]), new TableVectors(tables[(2 * Levels)..]));

            // A vector holds one byte more than whole pixels: which lanes are red moves on by one from vector to vector.
            var (isRed, isGreen, isBlue) = (ChannelLanes(0), ChannelLanes(1), ChannelLanes(2));
            for (; i <= source.Length - Vector512<byte>.Count; i += Vector512<byte>.Count)
            {
                var levels = Vector512.Create(source[i..]);
                var mapped = Vector512.ConditionalSelect(
                    isRed, red.Map(levels), Vector512.ConditionalSelect(isGreen, green.Map(levels), blue.Map(levels)));
                mapped.CopyTo(destination[i..]);
                (isRed, isGreen, isBlue) = (isBlue, isRed, isGreen);
            }
        }

        for (; i < source.Length; i++)
        {
            destination[i] = tables[(i % PixelBuffers.Channels * Levels) + source[i]];
        }
    }

    private static Vector512<byte> ChannelLanes(int channel)
    {
        Span<byte> lanes = stackalloc byte[Vector512<byte>.Count];
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            lanes[lane] = lane % PixelBuffers.Channels == channel ? byte.MaxValue : byte.MinValue;
        }

        return Vector512.Create<byte>(lanes);
    }

    /// <summary>A table in four vectors.</summary>
    private readonly struct TableVectors(ReadOnlySpan<byte> table)
    {
        private readonly Vector512<byte> _from0 = Vector512.Create(table);
        private readonly Vector512<byte> _from64 = Vector512.Create(table[64..]);
        private readonly Vector512<byte> _from128 = Vector512.Create(table[128..]);
        private readonly Vector512<byte> _from192 = Vector512.Create(table[192..]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<byte> Map(Vector512<byte> levels) => Vector512.ConditionalSelect(
            Vector512.LessThan(levels.AsSByte(), Vector512<sbyte>.Zero).AsByte(),
            Avx512Vbmi.PermuteVar64x8x2(_from128, levels, _from192),
            Avx512Vbmi.PermuteVar64x8x2(_from0, levels, _from64));
    }
}
