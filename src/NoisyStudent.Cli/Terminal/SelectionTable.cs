using NoisyStudent.PseudoLabels;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>What a selection made of each class.</summary>
internal static class SelectionTable
{
    private const int MostClasses = 40;

    /// <summary>Shows the classes; of many, those with the most and with the fewest pictures.</summary>
    /// <param name="console">Where.</param>
    /// <param name="summary">The selection.</param>
    public static void Show(IAnsiConsole console, SelectionSummary summary)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("class");
        foreach (var heading in (string[])["seen", "kept", "copies", "confidence: least", "25%", "median", "75%", "most"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        var classes = summary.Classes.ToArray();
        if (classes.Length <= MostClasses)
        {
            AddRows(table, classes);
        }
        else
        {
            var bySize = classes.OrderByDescending(each => each.Value.Seen).ToArray();
            AddRows(table, bySize.Take(MostClasses / 2));
            table.AddRow($"and {classes.Length - MostClasses:N0} more");
            AddRows(table, bySize.TakeLast(MostClasses / 2));
        }

        if (classes.Length > 1)
        {
            table.AddEmptyRow();
            table.AddRow("all", $"{classes.Sum(each => each.Value.Seen):N0}", $"{classes.Sum(each => each.Value.Kept):N0}", $"{classes.Sum(each => each.Value.Copies):N0}");
        }

        console.Write(table);
    }

    private static void AddRows(Table table, IEnumerable<KeyValuePair<string, ClassSelection>> classes)
    {
        foreach (var (name, each) in classes)
        {
            string[] quantiles = each.Confidence is { } of
                ? [.. new[] { of.Minimum, of.LowerQuartile, of.Median, of.UpperQuartile, of.Maximum }.Select(value => $"{value:0.000}")]
                : [];
            table.AddRow([PrintableText.Cell(name), $"{each.Seen:N0}", $"{each.Kept:N0}", $"{each.Copies:N0}", .. quantiles]);
        }
    }
}
