using NoisyStudent.Benchmarks.Training;
using NoisyStudent.Datasets;
using NoisyStudent.Noise;

namespace NoisyStudent.Benchmarks.Noise;

/// <summary>A whole training epoch with input noise, crop, flip and two operations, over the same without any: ResNet-20 on CIFAR-10.</summary>
internal static class EpochBenchmark
{
    public const string Name = "epoch";

    private const int BatchSize = 128;

    public static IEnumerable<BenchmarkResult> Run(string labeled)
    {
        using var labeledSet = DatasetReader.ReadLabeled(labeled, new ReadingSettings { ImageSize = 32, Set = "labeled" });
        var images = labeledSet.Images;
        var steps = images.Count / BatchSize;
        yield return BenchmarkResult.Compare(
            Name, "images/s", () => TrainerRun.Rate(images, InputNoise.RandAugment, steps, BatchSize),
            "without noise", () => TrainerRun.Rate(images, InputNoise.None, steps, BatchSize));
    }
}
