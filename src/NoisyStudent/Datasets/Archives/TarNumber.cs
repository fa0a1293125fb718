namespace NoisyStudent.Datasets.Archives;

/// <summary>Numbers in tar headers: octal digits, or bytes where the first bit is set.</summary>
internal static class TarNumber
{
    /// <summary>Beyond all lengths, and far enough from the largest number that sums are right.</summary>
    public const long Largest = 1L << 60;

    /// <summary>A number.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static long Read(ReadOnlySpan<byte> field) =>
        TryRead(field, out var number) ? number : throw new InvalidDataException("a length in it is no number");

    /// <summary>A number, where it is one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> field, out long number)
    {
        number = 0;
        var isOctal = field[0] < 0x80;
        var digits = isOctal ? field.Trim(" \0"u8) : field[1..];
        if (!isOctal && field[0] != 0x80)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            if (number >= Largest >> 8 || (isOctal && digit is < (byte)'0' or > (byte)'7'))
            {
                return false;
            }

            number = isOctal ? (number * 8) + (digit - '0') : (number << 8) + digit;
        }

        return true;
    }
}
