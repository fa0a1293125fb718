using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Attacks;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>What models are worth, beside each other.</summary>
internal static class EvaluationTable
{
    /// <summary>Shows a table, another of the classes, and one more where models were attacked.</summary>
    /// <param name="console">Where.</param>
    /// <param name="results">The models.</param>
    public static void Show(IAnsiConsole console, EvaluationResults results)
    {
        var columns = new List<(string Heading, Func<ModelEvaluation, string> Cell)>
        {
            ("top-1, 95% interval", model => $"{Percent(model.Clean.Scores.Top1)} ({Percentage.Text(model.Clean.Top1Interval.Low)} to {Percentage.Text(model.Clean.Top1Interval.High)})"),
            ("top-5", model => Percent(model.Clean.Scores.Top5)),
            ("balanced accuracy", model => Percent(model.Clean.Scores.BalancedAccuracy)),
            ("macro F1", model => Percent(model.Clean.Scores.MacroF1)),
            ("ECE", model => $"{model.Clean.Scores.Ece:0.000}"),
            ("NLL", model => $"{model.Clean.Scores.NegativeLogLikelihood:0.000}"),
        };
        if (results.Models.Count > 1)
        {
            columns.Add(("over the baseline", model => Gain(model, results.Models[0])));
        }

        if (results.Models.Any(model => model.Corruptions is not null))
        {
            columns.Add(("corrupted error", model => Percent(model.Corruptions?.MeanError)));
            columns.Add(("mCE", model => Ratio(model.Corruptions?.MeanCorruptionError)));
            columns.Add(("relative mCE", model => Ratio(model.Corruptions?.RelativeMeanCorruptionError)));
        }

        if (results.Models.Any(model => model.Perturbations is not null))
        {
            columns.Add(("flips", model => Percent(model.Perturbations?.MeanFlipProbability)));
            columns.Add(("mFR", model => Ratio(model.Perturbations?.MeanFlipRate)));
            columns.Add(("mT5D", model => Ratio(model.Perturbations?.MeanTop5Distance)));
        }

        console.Write(Of(results.Models, columns));
        if (results.Models.Any(model => model.Corruptions is { RelativeMeanCorruptionError: null }))
        {
            console.WriteLine(
                "There is no relative mCE: on these few pictures some corruption does not make the baseline worse. Measure more pictures, or give another --baseline.");
        }

        ClassesTable.Show(console, results);
        if (results.Models.Any(model => model.Attacks is not null))
        {
            console.Write(Of(results.Models, [.. Attack.All.SelectMany(attack => Attack.Epsilons.Select(epsilon => Attacked(attack, epsilon)))]));
        }
    }

    private static Table Of(IReadOnlyList<ModelEvaluation> models, IReadOnlyList<(string Heading, Func<ModelEvaluation, string> Cell)> columns)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("model");
        table.AddColumn("network");
        foreach (var (heading, _) in columns)
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var model in models)
        {
            table.AddRow([PrintableText.Cell(model.Name), PrintableText.Cell(model.Network), .. columns.Select(column => column.Cell(model))]);
        }

        return table;
    }

    private static (string Heading, Func<ModelEvaluation, string> Cell) Attacked(Attack attack, int epsilon) => (
        $"{attack.Name} {epsilon}/255",
        model => Percent(model.Attacks?.FirstOrDefault(each => each.Attack == attack.Name && each.Epsilon == epsilon)?.Top1));

    private static string Gain(ModelEvaluation model, ModelEvaluation baseline) => model.AgainstBaseline is { } paired
        ? $"{100 * (model.Clean.Scores.Top1 - baseline.Clean.Scores.Top1):+0.0;-0.0;0.0} points, p {PValue(paired.PValue)}"
        : "-";

    private static string PValue(double p) => p < 0.0001 ? "< 0.0001" : $"= {p:0.0000}";

    private static string Percent(double? fraction) => fraction is { } value ? Percentage.Text(value) : "-";

    private static string Ratio(double? ratio) => ratio is { } value ? $"{value:0.00}" : "-";
}
