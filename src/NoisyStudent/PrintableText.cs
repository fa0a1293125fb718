using System.Globalization;
using System.Text;

namespace NoisyStudent;

/// <summary>
/// Text in which names of files and classes may occur. A name can hold what a terminal obeys (clear the screen, change the title) or what turns
/// the direction of writing round, on a page too; such characters are shown by their number.
/// </summary>
internal static class PrintableText
{
    /// <summary>The text, each control character as <c>\u001B</c> and so on.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsObeyed))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = IsObeyed(character) ? printable.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}") : printable.Append(character);
        }

        return printable.ToString();
    }

    // Controls, line and paragraph separators, embeddings, overrides and isolates of direction (Unicode, annex 9). Joiners, which emoji and
    // Persian need, stay.
    private static bool IsObeyed(char character) =>
        char.IsControl(character) || character is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
