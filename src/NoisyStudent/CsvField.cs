namespace NoisyStudent;

/// <summary>One field of a CSV file (RFC 4180).</summary>
public static class CsvField
{
    /// <summary>The field, in quotes where it holds a comma, a quote or a line's end.</summary>
    /// <param name="text">What the field says.</param>
    public static string Quote(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
