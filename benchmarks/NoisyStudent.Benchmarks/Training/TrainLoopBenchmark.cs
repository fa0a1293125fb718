using NoisyStudent.Noise;
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
        using var images = RandomImages.Of(4096);
        using var step = new TrainStep(StepShape.ResNet20, Precision.Auto);
        yield return BenchmarkResult.Compare(
            Name, "images/s", () => TrainerRun.Rate(images, InputNoise.None, Steps, BatchSize), "the bare step", () => step.Rate(Steps));
    }
}
