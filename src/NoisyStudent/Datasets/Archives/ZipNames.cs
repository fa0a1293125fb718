using System.Buffers.Binary;
using NoisyStudent.Datasets.Names;

namespace NoisyStudent.Datasets.Archives;

/// <summary>
/// The names in a zip archive as bytes, from its directory. .NET's reader gives them as text alone, and nothing of the field in which packers
/// write a name in UTF-8 besides.
/// </summary>
internal static class ZipNames
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int LocatorLength = 20;
    private const int HeaderLength = 46;
    private const int UnicodePath = 0x7075;

    /// <summary>The name of each member, in the order of the directory.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="count">How many members it has.</param>
    /// <exception cref="InvalidDataException">The directory is damaged.</exception>
    /// <exception cref="EndOfStreamException">The directory is cut.</exception>
    public static IEnumerable<byte[]> Read(Stream archive, int count)
    {
        archive.Position = FindDirectory(archive);
        var directory = new BufferedStream(archive, 1 << 16);
        for (var member = 0; member < count; member++)
        {
            var header = ReadBytes(directory, HeaderLength);
            Require(header.AsSpan().StartsWith("PK\x01\x02"u8));
            var name = ReadBytes(directory, U16(header, 28));
            var extra = ReadBytes(directory, U16(header, 30));
            _ = ReadBytes(directory, U16(header, 32)); // a comment
            yield return FindUnicodePath(extra, name) ?? name;
        }
    }

    // The end of the directory stands at the end of the archive, before a comment; where numbers are too large for it, another stands before it.
    private static long FindDirectory(Stream archive)
    {
        var tail = new byte[Math.Min(archive.Length, EndLength + LongestComment)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        var end = tail.AsSpan(0, Math.Max(tail.Length - EndLength + 4, 0)).LastIndexOf("PK\x05\x06"u8);
        Require(end >= 0);
        var place = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        var locator = archive.Length - tail.Length + end - LocatorLength;
        if (locator < 0)
        {
            return place;
        }

        archive.Position = locator;
        var bytes = ReadBytes(archive, LocatorLength);
        if (!bytes.AsSpan().StartsWith("PK\x06\x07"u8) || place != uint.MaxValue)
        {
            return place;
        }

        archive.Position = ReadPlace(bytes, 8);
        bytes = ReadBytes(archive, 56);
        Require(bytes.AsSpan().StartsWith("PK\x06\x06"u8));
        return ReadPlace(bytes, 48);

        long ReadPlace(byte[] from, int at)
        {
            var found = BinaryPrimitives.ReadInt64LittleEndian(from.AsSpan(at));
            Require(found >= 0 && found <= archive.Length);
            return found;
        }
    }

    // The name in UTF-8 counts where it was written for the name that stands there: a packer that knows nothing of it may have changed that one.
    private static byte[]? FindUnicodePath(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> name)
    {
        while (extra.Length >= 4)
        {
            var (kind, length) = (BinaryPrimitives.ReadUInt16LittleEndian(extra), BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]));
            if (length > extra.Length - 4)
            {
                return null;
            }

            var field = extra.Slice(4, length);
            if (kind == UnicodePath && length > 5 && field[0] == 1 && BinaryPrimitives.ReadUInt32LittleEndian(field[1..]) == NameBytes.Checksum(name))
            {
                return field[5..].ToArray();
            }

            extra = extra[(4 + length)..];
        }

        return null;
    }

    private static int U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static byte[] ReadBytes(Stream stream, int count)
    {
        var bytes = new byte[count];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static void Require(bool isWhole)
    {
        if (!isWhole)
        {
            throw new InvalidDataException("its directory is damaged");
        }
    }
}
