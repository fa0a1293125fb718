using NoisyStudent.Evaluation;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>How well models know each class.</summary>
internal static class ClassesTable
{
    private const int MostClasses = 20;
    private const int MostModels = 3;
    private const int MostNames = 5;

    /// <summary>Shows precision, recall and F1 by class; of many classes those that the last model knows least, of many models the first and the last.</summary>
    /// <param name="console">Where.</param>
    /// <param name="results">The models.</param>
    public static void Show(IAnsiConsole console, EvaluationResults results)
    {
        ModelEvaluation[] models = results.Models.Count <= MostModels ? [.. results.Models] : [results.Models[0], results.Models[^1]];
        ClassScores[] tested = [.. models[^1].Clean.Classes.Where(each => each.Images > 0)];
        var shown = tested.Length <= MostClasses ? tested : [.. tested.OrderBy(each => each.F1).Take(MostClasses)];
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("class");
        table.AddColumn(new TableColumn("pictures").RightAligned());
        foreach (var model in models)
        {
            table.AddColumn(new TableColumn(PrintableText.Cell($"{model.Name}: precision, recall, F1")).RightAligned());
        }

        foreach (var each in shown)
        {
            table.AddRow([PrintableText.Cell(each.Name), $"{each.Images:N0}", .. models.Select(model => Figures(model.Clean.Classes.FirstOrDefault(of => of.Name == each.Name)))]);
        }

        console.Write(table);
        if (shown.Length < tested.Length)
        {
            console.WriteLine($"These are the {shown.Length} of {tested.Length:N0} classes that {PrintableText.Of(models[^1].Name)} knows least.");
        }

        string[] untested = [.. models[^1].Clean.Classes.Where(each => each.Images == 0).Select(each => each.Name)];
        if (untested.Length > 0)
        {
            console.WriteLine(PrintableText.Of(
                $"{(untested.Length == 1 ? "1 class has" : $"{untested.Length:N0} classes have")} no test picture and {(untested.Length == 1 ? "counts" : "count")} for neither balanced accuracy nor macro F1: "
                + $"{string.Join(", ", untested.Take(MostNames))}{(untested.Length > MostNames ? $" and {untested.Length - MostNames:N0} more" : "")}."));
        }
    }

    private static string Figures(ClassScores? of) => $"{Percent(of?.Precision)}  {Percent(of?.Recall)}  {Percent(of?.F1)}";

    private static string Percent(double? fraction) => (fraction is { } value ? Percentage.Text(value) : "-").PadLeft(6);
}
