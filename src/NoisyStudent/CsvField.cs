using System.Globalization;

namespace NoisyStudent;

/// <summary>One field of a CSV file (RFC 4180).</summary>
internal static class CsvField
{
    /// <summary>
    /// The field, in quotes where it holds a comma, a quote or a line's end. A text that a spreadsheet would take for a formula gets an
    /// apostrophe in front, as names of files may come from strangers.
    /// </summary>
    /// <param name="text">What the field says.</param>
    public static string Quote(string text)
    {
        var safe = IsFormula(text) ? $"'{text}" : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>What a field was before <see cref="Quote"/> put an apostrophe in front of it, read by a reader of CSV.</summary>
    /// <param name="text">What the field says.</param>
    internal static string Unguard(string text) => text is ['\'', .. var rest] && IsFormula(rest) ? rest : text;

    // The beginnings that OWASP names for CSV injection; but -1 is a number.
    private static bool IsFormula(string text) => text is ['=' or '@' or '\t' or '\r', ..]
        || (text is ['+' or '-', ..] && !double.TryParse(text, CultureInfo.InvariantCulture, out _));
}
