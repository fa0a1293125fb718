using NoisyStudent.Runs;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>What a run's models are worth, beside each other.</summary>
internal static class ResultsTable
{
    /// <summary>
    /// Shows the table: each model, its size, its top-1, and the gain over the teacher in points; and the balanced accuracy, of the test where there is one, where
    /// classes of unlike sizes make it another figure than top-1.
    /// </summary>
    public static void Show(IAnsiConsole console, RunResults results)
    {
        var isBalanced = results.Models.All(model => Balanced(model) is not { } accuracy || Math.Abs(accuracy - Top1(model)!.Value) < 1e-9);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("model");
        table.AddColumn("network");
        foreach (var heading in (string[])["parameters", "trained", "validation top-1", "test top-1", .. isBalanced ? (string[])[] : ["balanced accuracy"], "over the teacher"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var model in results.Models)
        {
            table.AddRow(
            [
                model.Name, Markup.Escape(model.Network), $"{model.Parameters:N0}", Duration.Text(TimeSpan.FromSeconds(model.SecondsTraining)),
                Percent(model.Validation?.Top1), Percent(model.Test?.Top1), .. isBalanced ? (string[])[] : [Percent(Balanced(model))], Gain(model, results.Models[0]),
            ]);
        }

        console.Write(table);
    }

    /// <summary>One model in a line.</summary>
    public static string Line(ModelResult model) =>
        $"{model.Name}: {model.Network}, {model.Parameters:N0} parameters, validation top-1 {Percent(model.Validation?.Top1)}, "
        + $"test top-1 {Percent(model.Test?.Top1)}";

    private static double? Top1(ModelResult model) => model.Test is { } test ? test.Top1 : model.Validation?.Top1;

    private static double? Balanced(ModelResult model) => model.Test is { } test ? test.BalancedAccuracy : model.Validation?.BalancedAccuracy;

    private static string Percent(double? fraction) => fraction is { } value ? Percentage.Text(value) : "-";

    /// <summary>On the test set where there is one, else on the validation images.</summary>
    private static string Gain(ModelResult model, ModelResult teacher)
    {
        var gain = 100 * ((model.Test?.Top1 - teacher.Test?.Top1) ?? (model.Validation?.Top1 - teacher.Validation?.Top1));
        return model.Iteration == 0 || gain is null ? "-" : $"{gain:+0.0;-0.0;0.0} points";
    }
}
