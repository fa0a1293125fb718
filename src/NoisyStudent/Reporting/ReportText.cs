using System.Globalization;

namespace NoisyStudent.Reporting;

/// <summary>Numbers and names as the report shows them.</summary>
internal static class ReportText
{
    private const int LongestName = 80;

    /// <summary>A name from a file, printable, and cut where it is long.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="longest">How many characters are shown at most.</param>
    public static string Name(string? name, int longest = LongestName)
    {
        var start = name is null || name.Length <= longest ? name : string.Concat(name.AsSpan(0, longest - (char.IsHighSurrogate(name[longest - 1]) ? 1 : 0)), "…");
        return PrintableText.Of(start ?? "");
    }

    /// <summary>A fraction in percent, for example <c>84.8%</c>; a dash for none.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    public static string Percent(double? fraction) => fraction is { } value ? Percentage.Text(value) : "–";

    /// <summary>A difference of fractions in points, for example <c>+10.6</c>.</summary>
    /// <param name="difference">From -1 to 1.</param>
    public static string Points(double difference) => $"{100 * difference:+0.0;−0.0;0.0}";

    /// <summary>An interval in percent.</summary>
    /// <param name="interval">The interval; a dash for none.</param>
    public static string Percent(Evaluation.Interval? interval) => interval is { } value ? $"{100 * value.Low:0.0}–{100 * value.High:0.0}%" : "–";

    /// <summary>Of how many pictures something was measured, for example <c>1,000 pictures</c>.</summary>
    /// <param name="counts">How many of each model; at least one.</param>
    public static string Pictures(IEnumerable<long> counts)
    {
        var (least, most) = (counts.Min(), counts.Max());
        return least == most ? $"{most:N0} {(most == 1 ? "picture" : "pictures")}" : $"{least:N0} to {most:N0} pictures";
    }

    /// <summary>A number with two digits after the point; a dash for none.</summary>
    /// <param name="number">The number.</param>
    public static string Ratio(double? number) => number is { } value ? $"{value:0.00;−0.00}" : "–";

    /// <summary>A probability as <c>p = 0.03</c>.</summary>
    /// <param name="p">From 0 to 1.</param>
    public static string Probability(double p) => p < 0.0001 ? "p\u00A0<\u00A00.0001" : p < 0.01 ? $"p\u00A0=\u00A0{p:0.0000}" : $"p\u00A0=\u00A0{p:0.00}";

    /// <summary>A name of the code as words, for example <c>gaussian noise</c>.</summary>
    /// <param name="name">For example <c>gaussian_noise</c>.</param>
    public static string Words(string name) => Name(name.Replace('_', ' '));

    /// <summary>A coordinate or length of a picture.</summary>
    /// <param name="length">In units of the picture.</param>
    public static string Length(double length) => length.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>A length as a part of the whole width.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    public static string Width(double fraction) => $"{Length(100 * Math.Clamp(fraction, 0, 1))}%";
}
