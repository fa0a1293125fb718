using System.Text.Json;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>What a run with a budget of ten minutes finds this machine's pace to be, five times, and how long that takes.</summary>
internal static class PaceBenchmark
{
    public const string Name = "pace";

    private const int Times = 5;

    public static void Print()
    {
        TorchRuntime.Load();
        for (var i = 0; i < Times; i++)
        {
            var pace = MachinePace.Measure(TimeSpan.FromMinutes(10), CPU, default);
            Console.WriteLine(JsonSerializer.Serialize(
                new { Name, Best = Math.Round(pace.Best, 4), Present = Math.Round(pace.Present, 4), pace.IsDisturbed, Seconds = Math.Round(pace.Seconds, 1) }, BenchmarkResult.Json));
        }
    }
}
