using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace NoisyStudent.Datasets.Names;

/// <summary>
/// Names in archives, and on Linux's disks, are bytes, mostly without a word about their encoding. Whatever is UTF-8 by its bytes is read as such, since packers on Linux
/// and macOS write it without saying so, and hardly any text in another encoding is. Other parts of a path are read byte by byte, which may spell
/// them oddly but never makes one of two; a mark at their end, which no name can hold, keeps them apart from UTF-8 that reads the same.
/// </summary>
internal static class NameBytes
{
    private const char Mark = '\0';

    // The one of zip archives that name no other; here for all, so that a folder gives the same names however it is packed. Each byte is a letter of its own.
    private static readonly Encoding _fallback = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>A path, marked where its encoding is not known.</summary>
    /// <param name="path">Its bytes, with '/' between directories.</param>
    public static string Decode(ReadOnlySpan<byte> path)
    {
        if (IsUtf8(path))
        {
            return Encoding.UTF8.GetString(path);
        }

        var text = new StringBuilder();
        foreach (var range in path.Split((byte)'/'))
        {
            var part = path[range];
            _ = text.Append(text.Length > 0 || range.Start.Value > 0 ? "/" : "")
                .Append(IsUtf8(part) ? Encoding.UTF8.GetString(part) : _fallback.GetString(part) + Mark);
        }

        return text.ToString();
    }

    /// <summary>Whether a part of the name is in an encoding that is not known.</summary>
    public static bool IsGuess(string name) => name.Contains(Mark, StringComparison.Ordinal);

    /// <summary>The name without marks.</summary>
    public static string Text(string name) => IsGuess(name) ? name.Replace($"{Mark}", "", StringComparison.Ordinal) : name;

    /// <summary>A part of a path as no other one is written: where it is marked, with the numbers of all letters but ASCII's.</summary>
    public static string Spell(string part) => IsGuess(part)
        ? string.Concat(part[..^1].Select(letter => letter is >= ' ' and <= '~' and not '\\' ? $"{letter}" : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}")))
        : part;

    /// <summary>The sum that zip archives know a name by again: CRC-32.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ (0xEDB88320 & (0 - (sum & 1)));
            }
        }

        return ~sum;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> name) => !name.Contains((byte)Mark) && Utf8.IsValid(name);
}
