using NoisyStudent.Noise;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>Resident memory after 3,000 training steps of ResNet-20, against that after the first 300.</summary>
internal static class TrainMemoryBenchmark
{
    public const string Name = "train-memory";

    private const int BatchSize = 32;
    private const int WarmUp = 300;
    private const int Steps = 3000;

    public static IEnumerable<BenchmarkResult> Run()
    {
        var resident = new Dictionary<long, double>();
        using var images = RandomImages.Of(4096);
        TrainerRun.Train(images, InputNoise.None, WarmUp + Steps, BatchSize, progress => resident[progress.Step] = Environment.WorkingSet / (1024.0 * 1024));
        var (before, after) = (resident[WarmUp + 1], resident[WarmUp + Steps]);
        yield return new BenchmarkResult(
            Name, Math.Round(after, 1), "MiB", Math.Round(before, 1), $"after {WarmUp} steps", Math.Round(after / before, 4));
    }
}
