using System.Buffers.Binary;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>Damages a file the way that broken disks, cut downloads and people of ill will do.</summary>
internal static class Mutator
{
    private const int MostChanges = 6;

    // Headers are where a changed byte tells most: half of all changes fall into them.
    private const int HeaderBytes = 64;
    private const int LongestRun = 64;

    // Bounds of the types that sizes are kept in, and what lies next to them.
    private static readonly ulong[] _numbers =
    [
        0, 1, 2, 7, 8, 127, 128, 255, 256, 511, 512, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 60_000, 10_000, 0x7FFF_FFFF, 0x8000_0000,
        0xFFFF_FFFE, 0xFFFF_FFFF, 0x1_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, ulong.MaxValue,
    ];

    private static readonly byte[][] _texts =
    [
        [.. "../../x.png"u8], [.. "/x.png"u8], [.. "C:\\x.png"u8], [.. "77777777777"u8], [.. "00000000000"u8], [.. "-1"u8],
        [.. "99999999999999999999"u8], [.. "1e999"u8], [.. "null"u8], [.. "[[[[[[[["u8], [.. "{}"u8], [.. "\u202E\u001B[2J\n"u8], [0xC3, 0x28, 0xFF],
    ];

    /// <summary>A damaged copy.</summary>
    /// <param name="original">The file.</param>
    /// <param name="other">Another file, whose pieces may get into this one.</param>
    /// <param name="random">Decides what is changed where.</param>
    public static byte[] Mutate(byte[] original, byte[] other, ref KeyedRandom random)
    {
        var file = original.ToArray();
        for (var change = random.NextInt(MostChanges); change >= 0 && file.Length > 0; change--)
        {
            file = Change(file, other, ref random);
        }

        return file;
    }

    private static byte[] Change(byte[] file, byte[] other, ref KeyedRandom random)
    {
        var place = Place(file.Length, ref random);
        switch (random.NextInt(12))
        {
            case 0 or 1:
                file[place] ^= (byte)(1 << random.NextInt(8));
                return file;
            case 2 or 3:
                file[place] = (byte)_numbers[random.NextInt(_numbers.Length)];
                return file;
            case 4 or 5:
                return Overwrite(file, place, Number(ref random));
            case 6:
                return Overwrite(file, place, _texts[random.NextInt(_texts.Length)]);
            case 7:
                return [.. file[..place], .. file[End(file, place, ref random)..]];
            case 8:
                return [.. file[..End(file, place, ref random)], .. file[place..]];
            case 9:
                return Overwrite(file, place, Piece(file, ref random));
            case 10:
                return file[..place];
            default:
                return [.. file[..place], .. other[random.NextInt(other.Length)..]];
        }
    }

    private static int Place(int length, ref KeyedRandom random) => random.NextInt(random.NextBool() ? Math.Min(HeaderBytes, length) : length);

    private static int End(byte[] file, int place, ref KeyedRandom random) => Math.Min(file.Length, place + 1 + random.NextInt(LongestRun));

    private static byte[] Piece(byte[] file, ref KeyedRandom random)
    {
        var start = Place(file.Length, ref random);
        return file[start..End(file, start, ref random)];
    }

    /// <summary>A size as a file holds it: 2, 4 or 8 bytes, the low or the high byte first.</summary>
    private static byte[] Number(ref KeyedRandom random)
    {
        var number = new byte[sizeof(ulong)];
        var length = 2 << random.NextInt(3);
        var value = _numbers[random.NextInt(_numbers.Length)];
        if (random.NextBool())
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, value);
            return number[..length];
        }

        BinaryPrimitives.WriteUInt64BigEndian(number, value);
        return number[^length..];
    }

    private static byte[] Overwrite(byte[] file, int place, byte[] piece)
    {
        piece.AsSpan(0, Math.Min(piece.Length, file.Length - place)).CopyTo(file.AsSpan(place));
        return file;
    }
}
