using NoisyStudent.SelfTraining;
using Spectre.Console;

namespace NoisyStudent.Cli.Terminal;

/// <summary>What a run's models are worth, beside each other.</summary>
internal static class ResultsTable
{
    /// <summary>Shows the table: each model, its size, its top-1, and the gain over the teacher in points.</summary>
    public static void Show(IAnsiConsole console, RunResults results)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("model");
        table.AddColumn("network");
        foreach (var heading in new[] { "parameters", "trained", "validation top-1", "test top-1", "over the teacher" })
        {
            table.AddColumn(new TableColumn(heading).RightAligned());
        }

        foreach (var model in results.Models)
        {
            table.AddRow(
                model.Name, Markup.Escape(model.Network), $"{model.Parameters:N0}", Duration.Text(TimeSpan.FromSeconds(model.SecondsTraining)),
                Percent(model.Validation?.Top1), Percent(model.Test?.Top1), Gain(model, results.Models[0]));
        }

        console.Write(table);
    }

    /// <summary>One model in a line.</summary>
    public static string Line(ModelResult model) =>
        $"{model.Name}: {model.Network}, {model.Parameters:N0} parameters, validation top-1 {Percent(model.Validation?.Top1)}, "
        + $"test top-1 {Percent(model.Test?.Top1)}";

    private static string Percent(double? fraction) => fraction is { } value ? Percentage.Text(value) : "-";

    /// <summary>On the test set where there is one, else on the validation images.</summary>
    private static string Gain(ModelResult model, ModelResult teacher)
    {
        var gain = 100 * ((model.Test?.Top1 - teacher.Test?.Top1) ?? (model.Validation?.Top1 - teacher.Validation?.Top1));
        return model.Iteration == 0 || gain is null ? "-" : $"{gain:+0.0;-0.0;0.0} points";
    }
}
