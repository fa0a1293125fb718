using NoisyStudent.Evaluation;
using NoisyStudent.Reporting;
using NoisyStudent.Reporting.Charts;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;

namespace NoisyStudent.Benchmarks.Evaluation;

/// <summary>What each <c>train --budget</c> of a recipe bought: a table as Markdown, and a curve by the report's own chart.</summary>
internal static class BudgetCurve
{
    public const string Name = "budget-curve";

    private const string Style = """
        <style>
        svg{font-family:system-ui,-apple-system,Segoe UI,Helvetica,Arial,sans-serif;--ink:#1f2328;--rule:#d1d9e0;--teacher:#7d838c;--last:#0b6e5f}
        @media (prefers-color-scheme: dark){svg{--ink:#e6edf3;--rule:#3d444d;--teacher:#9198a1;--last:#5fd0ba}}
        text{fill:var(--ink);font-size:12px}.grid,.axis{stroke:var(--rule)}.line{fill:none;stroke:var(--c);stroke-width:2}.dot{fill:var(--c)}
        .teacher{--c:var(--teacher)}.last{--c:var(--last)}.name{fill:var(--c)}
        </style>
        <text x="52" y="22" class="name last">last student</text>
        <text x="52" y="38" class="name teacher">teacher</text>
        """;

    /// <summary>Prints the table and draws the curve.</summary>
    /// <param name="picture">The SVG file that is written.</param>
    /// <param name="folders">Finished runs that had a budget and a test set.</param>
    public static void Print(string picture, IReadOnlyList<string> folders)
    {
        Run[] runs = [.. folders.Select(Read).OrderBy(run => run.Budget)];
        Markdown.WriteTable(
            ["budget", "used", "networks", "image passes", "teacher, test top-1", "last student, test top-1", "95% interval"],
            runs.Select(run => new[]
            {
                Duration.Text(run.Budget), Duration.Text(run.Spent), string.Join(", ", run.Models.Select(model => model.Network)),
                $"{run.Models.Sum(model => model.TrainingImages):N0}", Percentage.Text(run.Models[0].Test!.Top1), Percentage.Text(run.Models[^1].Test!.Top1),
                ReportText.Percent(run.LastInterval),
            }));
        File.WriteAllText(picture, Draw(runs));
    }

    private static string Draw(Run[] runs)
    {
        var chart = RunReport.Html<LineChart>(new Dictionary<string, object?>
        {
            [nameof(LineChart.Title)] = "Test top-1",
            [nameof(LineChart.XLabel)] = "minutes in all, on a scale of doublings",
            [nameof(LineChart.Lines)] = new[] { Line("teacher", "teacher", run => run.Models[0]), Line("last student", "last", run => run.Models[^1]) },
            [nameof(LineChart.XTicks)] = runs.Select(Place).ToArray(),
            [nameof(LineChart.XText)] = (Func<double, string>)(place => $"{Math.Pow(2, place):0}"),
            [nameof(LineChart.YText)] = (Func<double, string>)Percentage.ShortText,
            [nameof(LineChart.Dots)] = true,
        });
        var (start, end) = (chart.IndexOf("<svg", StringComparison.Ordinal), chart.IndexOf("</svg>", StringComparison.Ordinal));
        var inside = chart.IndexOf('>', start) + 1;
        return chart[start..inside].Replace("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", StringComparison.Ordinal) + "\n" + Style + chart[inside..end].Trim() + "\n</svg>\n";

        ChartLine Line(string name, string colour, Func<Run, ModelResult> modelOf) => new(name, colour, [.. runs.Select(run => (Place(run), modelOf(run).Test!.Top1))]);

        static double Place(Run run) => Math.Log2(run.Spent.TotalMinutes);
    }

    private static Run Read(string path)
    {
        var run = FinishedRun.Read(path);
        return RunBudget.Read(run.Folder) is { } budget && run.Models is [{ Test: not null }, ..]
            ? new Run(budget.Whole, budget.Spent, run.Models, run.Top1Interval(run.Models[^1]))
            : throw new NoisyStudentException($"{path} is no finished run with a budget and a test set: make it with train --budget and --test.");
    }

    private sealed record Run(TimeSpan Budget, TimeSpan Spent, IReadOnlyList<ModelResult> Models, Interval? LastInterval);
}
