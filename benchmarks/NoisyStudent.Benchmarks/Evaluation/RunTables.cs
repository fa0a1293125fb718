using NoisyStudent.Reporting;
using NoisyStudent.Runs;

namespace NoisyStudent.Benchmarks.Evaluation;

/// <summary>What whole runs gave, as Markdown: each by itself, and the mean and spread of those that differ by their seed alone.</summary>
internal static class RunTables
{
    public const string Name = "runs";

    /// <summary>Prints the tables.</summary>
    /// <param name="folders">Finished runs.</param>
    public static void Print(IReadOnlyList<string> folders)
    {
        FinishedRun[] runs = [.. folders.Select(FinishedRun.Read)];
        foreach (var run in runs)
        {
            Console.WriteLine($"`{run.Recipe.Name}`, seed {run.Recipe.Seed}:\n");
            Markdown.WriteTable(
                ["model", "network", "parameters", "image passes", "seconds", "validation top-1", "test top-1", "95% interval", "test ECE", "over the teacher"],
                run.Models.Select(model => RowOf(run, model)));
        }

        if (runs.Length > 1 && runs.DistinctBy(run => run.Recipe.Seed).Count() == runs.Length && runs.All(run => DifferBySeed(run, runs[0])))
        {
            Console.WriteLine($"Mean and standard deviation of {runs.Length} runs:\n");
            Markdown.WriteTable(
                ["model", "network", "seconds", "validation top-1", "test top-1", "test ECE"],
                runs[0].Models.Select((model, number) => new[]
                {
                    model.Name, model.Network, Spread(run => run.Models[number].SecondsTraining, "0", ""), Spread(run => 100 * run.Models[number].Validation?.Top1, "0.0", "%"),
                    Spread(run => 100 * run.Models[number].Test?.Top1, "0.00", "%"), Spread(run => run.Models[number].Test?.Ece, "0.000", ""),
                }));
        }

        string Spread(Func<FinishedRun, double?> figureOf, string format, string unit)
        {
            double[] figures = [.. runs.Select(figureOf).OfType<double>()];
            if (figures.Length < runs.Length)
            {
                return "–";
            }

            var mean = figures.Average();
            var deviation = Math.Sqrt(figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Length - 1));
            return $"{mean.ToString(format)}{unit} ± {deviation.ToString(format)}";
        }
    }

    private static bool DifferBySeed(FinishedRun run, FinishedRun other) =>
        RunFolder.SettingsOf(run.Recipe with { Seed = other.Recipe.Seed }).ToHashSet().SetEquals(RunFolder.SettingsOf(other.Recipe));

    private static string[] RowOf(FinishedRun run, ModelResult model) =>
    [
        model.Name, model.Network, $"{model.Parameters:N0}", $"{model.TrainingImages:N0}", $"{model.SecondsTraining:N0}",
        ReportText.Percent(model.Validation?.Top1), ReportText.Percent(model.Test?.Top1), ReportText.Percent(run.Top1Interval(model)),
        model.Test is { } test ? $"{test.Ece:0.000}" : "–",
        model.Iteration > 0 && model.Test?.Top1 - run.Models[0].Test?.Top1 is { } gain ? $"{ReportText.Points(gain)} points" : "",
    ];
}
