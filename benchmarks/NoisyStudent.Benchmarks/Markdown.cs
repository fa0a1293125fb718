using System.Globalization;
using NoisyStudent.Evaluation;

namespace NoisyStudent.Benchmarks;

/// <summary>Tables for the documents.</summary>
internal static class Markdown
{
    /// <summary>Prints a table.</summary>
    /// <param name="header">Its columns.</param>
    /// <param name="rows">A cell for each column.</param>
    public static void WriteTable(string[] header, IEnumerable<string[]> rows)
    {
        foreach (var row in rows.Prepend([.. header.Select(_ => "---")]).Prepend(header))
        {
            Console.WriteLine($"| {string.Join(" | ", row)} |");
        }

        Console.WriteLine();
    }

    /// <summary>A whole number.</summary>
    /// <param name="count">The number.</param>
    public static string Count(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>An interval of fractions, in percent.</summary>
    /// <param name="interval">The interval.</param>
    public static string Range(Interval interval) => string.Create(CultureInfo.InvariantCulture, $"{100 * interval.Low:0.0} to {100 * interval.High:0.0}");
}
