using System.Globalization;
using System.Text;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>
/// Text in which names of files and classes may occur. A name can hold what a terminal obeys (clear the screen, change the title) or what turns
/// the direction of writing round; such characters are shown by their number.
/// </summary>
internal static class PrintableText
{
    /// <summary>The text, each control character as <c>\u001B</c> and so on.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string text)
    {
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

    /// <summary>The text for a cell of a table, in which no part of it is markup.</summary>
    /// <param name="text">Any text.</param>
    public static string Cell(string text) => Markup.Escape(Of(text));

    // Controls, line and paragraph separators, embeddings, overrides and isolates of direction (Unicode, annex 9). Joiners, which emoji and
    // Persian need, stay.
    private static bool IsObeyed(char character) =>
        char.IsControl(character) || character is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
