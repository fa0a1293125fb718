using System.Text.Json;
using NoisyStudent.Classification;
using NoisyStudent.Cli.Terminal;
using Spectre.Console;

namespace NoisyStudent.Cli.Commands;

/// <summary>How predictions are printed.</summary>
internal enum PredictionFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>An array with an object for each picture.</summary>
    Json,

    /// <summary>A row for each picture and class.</summary>
    Csv,
}

/// <summary>Prints predictions.</summary>
internal static class PredictionWriter
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static void Write(
        Screen screen, PredictionFormat format, IReadOnlyList<string> files, IReadOnlyList<IReadOnlyList<ClassProbability>> rankings, int top)
    {
        var rows = files.Zip(rankings, (file, ranking) => new Row(file, [.. ranking.Take(top)])).ToArray();
        switch (format)
        {
            case PredictionFormat.Json:
                screen.Output.WriteLine(JsonSerializer.Serialize(rows, _json));
                break;
            case PredictionFormat.Csv:
                screen.Output.WriteLine("file,class,probability");
                foreach (var (file, answer) in rows.SelectMany(row => row.Predictions.Select(answer => (row.File, answer))))
                {
                    screen.Output.WriteLine($"{CsvField.Quote(file)},{CsvField.Quote(answer.Class)},{answer.Probability}");
                }

                break;
            default:
                ShowTable(screen, rows);
                break;
        }
    }

    private static void ShowTable(Screen screen, Row[] rows)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns("picture", "class");
        table.AddColumn(new TableColumn("probability").RightAligned());
        foreach (var row in rows)
        {
            foreach (var (rank, answer) in row.Predictions.Index())
            {
                table.AddRow(rank == 0 ? PrintableText.Cell(row.File) : "", PrintableText.Cell(answer.Class), Percentage.Text(answer.Probability));
            }
        }

        screen.Console.Write(table);
    }

    private sealed record Row(string File, IReadOnlyList<ClassProbability> Predictions);
}
