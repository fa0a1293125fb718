using System.Globalization;
using System.Text;

namespace NoisyStudent;

/// <summary>Paths in commands that a person is to paste into a shell.</summary>
internal static class ShellWord
{
    /// <summary>
    /// A path as one word: as it is where a shell takes it so, else in quotes, with <c>./</c> in front where it would be taken for an option.
    /// What a terminal would obey is written by its number, as bash, zsh and ksh read it (<c>$'\u001B'</c>).
    /// </summary>
    /// <param name="path">The path.</param>
    public static string OfPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var word = path.StartsWith('-') ? $"./{path}" : path;
        if (word.Length > 0 && word.All(IsPlain) && word[0] != '~')
        {
            return word;
        }

        return OperatingSystem.IsWindows() ? $"\"{word}\""
            : PrintableText.Of(word) != word ? Numbered(word)
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    private static string Numbered(string word)
    {
        var quoted = new StringBuilder("$'");
        foreach (var letter in word)
        {
            var text = $"{letter}";
            _ = letter is '\'' or '\\' ? quoted.Append('\\').Append(letter)
                : PrintableText.Of(text) != text ? quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}")
                : quoted.Append(letter);
        }

        return quoted.Append('\'').ToString();
    }

    private static bool IsPlain(char letter) =>
        char.IsLetterOrDigit(letter) || letter is '/' or '.' or '_' or '-' or ',' or ':' or '+' or '=' or '@' or '%' or '~'
        || (letter == '\\' && OperatingSystem.IsWindows());
}
