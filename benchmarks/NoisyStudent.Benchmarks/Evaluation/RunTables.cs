using System.Globalization;
using NoisyStudent.Evaluation;
using NoisyStudent.SelfTraining;

namespace NoisyStudent.Benchmarks.Evaluation;

/// <summary>What whole runs gave, as Markdown: each by itself, and the mean and spread of those that differ by their seed alone.</summary>
internal static class RunTables
{
    public const string Name = "runs";

    private const string None = "-";

    /// <summary>Prints the tables.</summary>
    /// <param name="folders">Finished runs.</param>
    public static void Print(IReadOnlyList<string> folders)
    {
        Run[] runs = [.. folders.Select(Read)];
        foreach (var run in runs)
        {
            Console.WriteLine($"`{run.Recipe.Name}`, seed {run.Recipe.Seed}:\n");
            Markdown.WriteTable(
                ["model", "network", "parameters", "image passes", "seconds", "validation top-1", "test top-1", "95% interval", "test ECE", "over the teacher"],
                run.Models.Select((model, number) => RowOf(run, number)));
        }

        if (runs.Length > 1 && runs.All(run => run.Models.Count == runs[0].Models.Count))
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

        string Spread(Func<Run, double?> figureOf, string format, string unit)
        {
            double[] figures = [.. runs.Select(figureOf).OfType<double>()];
            if (figures.Length < runs.Length)
            {
                return None;
            }

            var mean = figures.Average();
            var deviation = Math.Sqrt(figures.Sum(figure => (figure - mean) * (figure - mean)) / (figures.Length - 1));
            return string.Create(CultureInfo.InvariantCulture, $"{mean.ToString(format, CultureInfo.InvariantCulture)}{unit} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}");
        }
    }

    private static Run Read(string folder)
    {
        var files = new RunFolder(folder);
        var evaluation = EvaluationResults.Read(files.EvaluationFile);
        return new Run(RecipeCatalog.Read(files.RecipeFile), RunResults.Read(files.ResultsFile).Models, evaluation.HeldOut ? [] : evaluation.Models);
    }

    private static string[] RowOf(Run run, int number)
    {
        var model = run.Models[number];
        var interval = run.Tested.FirstOrDefault(each => each.Name == model.Name)?.Clean?.Top1Interval;
        return
        [
            model.Name, model.Network, Markdown.Count(model.Parameters), Markdown.Count(model.TrainingImages), Markdown.Count(model.SecondsTraining),
            model.Validation is { } validation ? Percentage.Text(validation.Top1) : None,
            model.Test is { } test ? Percentage.Text(test.Top1) : None,
            interval is { } range ? Markdown.Range(range) : None,
            model.Test is { } calibrated ? calibrated.Ece.ToString("0.000", CultureInfo.InvariantCulture) : None,
            number > 0 && model.Test is { } after && run.Models[0].Test is { } before
                ? string.Create(CultureInfo.InvariantCulture, $"{100 * (after.Top1 - before.Top1):+0.0;-0.0} points") : "",
        ];
    }

    private sealed record Run(Recipe Recipe, IReadOnlyList<ModelResult> Models, IReadOnlyList<ModelEvaluation> Tested);
}
