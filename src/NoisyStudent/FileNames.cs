using System.Text;

namespace NoisyStudent;

/// <summary>
/// Names for what goes into one folder, made from any text: strangers' names of pictures and classes. A name is no path and no way out of the folder, can be
/// given on any system, and is given once.
/// </summary>
internal sealed class FileNames
{
    // File systems take 255; a number may follow, and the ending of a file that is being written.
    private const int MostBytes = 200;
    private const int MostBytesOfEnding = 20;

    // What Windows does not take, which is more than others do not.
    private const string Refused = "/\\:*?\"<>|";

    private static readonly HashSet<string> _devices = new(
        ["CON", "PRN", "AUX", "NUL", .. "123456789".SelectMany(digit => (string[])[$"COM{digit}", $"LPT{digit}"])], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The text as a name, with a number where that was given already.</summary>
    /// <param name="wanted">Any text.</param>
    public string Give(string wanted)
    {
        var name = Safe(wanted);
        if (_given.Add(KeyOf(name)))
        {
            return name;
        }

        var (stem, ending) = Split(name);
        var number = _numbers.GetValueOrDefault(KeyOf(name), 1);
        string numbered;
        do
        {
            numbered = $"{stem}-{++number}{ending}";
        }
        while (!_given.Add(KeyOf(numbered)));
        _numbers[KeyOf(name)] = number;
        return numbered;
    }

    /// <summary>Two names are one file where the system takes small and large letters, and the ways to write an accent, for the same.</summary>
    internal static string KeyOf(string name) => OperatingSystem.IsLinux() ? name : name.Normalize().ToUpperInvariant();

    private static string Safe(string wanted)
    {
        var safe = new StringBuilder(wanted.Length);
        foreach (var rune in wanted.EnumerateRunes())
        {
            _ = Rune.IsControl(rune) || Refused.Contains(rune.ToString(), StringComparison.Ordinal) ? safe.Append('-') : safe.Append(rune);
        }

        var (stem, ending) = Split(safe.ToString().TrimEnd('.', ' '));
        var runes = stem.EnumerateRunes().ToArray();
        var (kept, bytes) = (0, Encoding.UTF8.GetByteCount(ending));
        while (kept < runes.Length && (bytes += runes[kept].Utf8SequenceLength) <= MostBytes)
        {
            kept++;
        }

        var name = (string.Concat(runes.Take(kept)) + ending).Trim(' ').TrimEnd('.', ' ');
        return name.Length == 0 || name[0] == '.' || _devices.Contains(name.Split('.')[0].TrimEnd()) ? $"_{name}" : name;
    }

    private static (string Stem, string Ending) Split(string name)
    {
        var ending = Path.GetExtension(name);
        return Encoding.UTF8.GetByteCount(ending) <= MostBytesOfEnding ? (name[..^ending.Length], ending) : (name, "");
    }
}
