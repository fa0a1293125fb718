using System.Diagnostics;
using NoisyStudent.Torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>The whole trainer (images in memory, no noise) against its bare step: ResNet-20, 128 images of 32x32 a step.</summary>
internal static class TrainLoopBenchmark
{
    public const string Name = "train-loop";

    private const int BatchSize = 128;
    private const int Steps = 60;

    public static IEnumerable<BenchmarkResult> Run()
    {
        using var step = new TrainStep("resnet-20", Precision.Auto);
        yield return BenchmarkResult.Compare(Name, "images/s", TrainerRate, "the bare step", () => step.Rate(Steps));
    }

    /// <summary>Images a second from the end of the first step to that of the last.</summary>
    private static double TrainerRate()
    {
        var watch = new Stopwatch();
        SyntheticTraining.Run(Steps + 1, BatchSize, progress =>
        {
            if (progress.Step == 1)
            {
                watch.Start();
            }
            else if (progress.Step == Steps + 1)
            {
                watch.Stop();
            }
        });
        return Steps * BatchSize / watch.Elapsed.TotalSeconds;
    }
}
