using System.Buffers.Binary;
using SkiaSharp;

namespace NoisyStudent.Images;

/// <summary>
/// The first directory of a TIFF file, entry by entry, as far as it stands in the bytes at hand. EXIF data have the same form.
/// </summary>
internal static class TiffDirectory
{
    public const int OrientationTag = 0x112;
    public const int NewSubfileTag = 0xFE;
    public const int DngVersionTag = 0xC612;

    private const int HeaderLength = 8;
    private const int EntryLength = 12;
    private const int ShortType = 3;
    private const int LongType = 4;

    // By the numbers of the types, from 0: bytes of a value.
    private static ReadOnlySpan<byte> ValueLengths => [1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    /// <summary>The orientation; upright where there is none, or one that is not known.</summary>
    /// <param name="block">The block of EXIF data.</param>
    public static SKEncodedOrigin FindOrigin(ReadOnlySpan<byte> block) =>
        Find(block.StartsWith("Exif\0\0"u8) ? block[6..] : block, OrientationTag) is >= (int)SKEncodedOrigin.TopLeft and <= (int)SKEncodedOrigin.LeftBottom and var origin ? (SKEncodedOrigin)origin : SKEncodedOrigin.TopLeft;

    /// <summary>The first value of an entry, where it is a whole number; null where there is none.</summary>
    /// <param name="block">The block.</param>
    /// <param name="tag">Which entry.</param>
    public static int? Find(ReadOnlySpan<byte> block, int tag)
    {
        if (!TryBegin(block, out var isLittle, out var at, out var entries))
        {
            return null;
        }

        for (; entries > 0 && at <= block.Length - EntryLength; entries--, at += EntryLength)
        {
            if (Short(block[at..], isLittle) == tag)
            {
                return Short(block[(at + 2)..], isLittle) switch
                {
                    ShortType => Short(block[(at + 8)..], isLittle),
                    LongType => (int)Math.Min(Long(block[(at + 8)..], isLittle), int.MaxValue),
                    1 => block[at + 8],
                    _ => null,
                };
            }
        }

        return null;
    }

    /// <summary>Whether each entry's values lie in the file, so that nobody takes memory for more of them.</summary>
    /// <param name="file">The whole file.</param>
    public static bool IsWhole(ReadOnlySpan<byte> file)
    {
        if (!TryBegin(file, out var isLittle, out var at, out var entries) || entries == 0 || at > file.Length - (entries * EntryLength))
        {
            return false;
        }

        for (; entries > 0; entries--, at += EntryLength)
        {
            var (type, count) = (Short(file[(at + 2)..], isLittle), Long(file[(at + 4)..], isLittle));
            var length = count * (type < ValueLengths.Length ? ValueLengths[type] : 1L);
            if (length > 4 && Long(file[(at + 8)..], isLittle) + length > file.Length)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether another directory follows the first one.</summary>
    /// <param name="file">The whole file, which is whole.</param>
    public static bool HasNext(ReadOnlySpan<byte> file) =>
        TryBegin(file, out var isLittle, out var at, out var entries) && at + (entries * EntryLength) is var end && end <= file.Length - 4
        && Long(file[end..], isLittle) is > 0 and var next && next < file.Length - 2;

    private static bool TryBegin(ReadOnlySpan<byte> block, out bool isLittle, out int at, out int entries)
    {
        (isLittle, at, entries) = (block is [(byte)'I', ..], 0, 0);
        if (block is not [(byte)'I', (byte)'I', 42, 0, ..] and not [(byte)'M', (byte)'M', 0, 42, ..] || block.Length < HeaderLength
            || Long(block[4..], isLittle) is var first && first > block.Length - 2)
        {
            return false;
        }

        (entries, at) = (Short(block[(int)first..], isLittle), (int)first + 2);
        return true;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static long Long(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
