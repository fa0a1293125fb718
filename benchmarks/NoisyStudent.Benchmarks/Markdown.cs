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
}
