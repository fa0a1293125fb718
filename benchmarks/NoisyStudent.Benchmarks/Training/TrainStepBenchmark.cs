using NoisyStudent.Torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>Training steps against PyTorch's, in turn with it in the same run; the main comparison comes last.</summary>
internal static class TrainStepBenchmark
{
    public const string Name = "train-step";
    public const string BestName = "train-step-best";

    private const int Steps = 8;

    /// <summary>PyTorch as most people run it on a processor: float32, channels-last.</summary>
    public static IEnumerable<BenchmarkResult> Run() =>
    [
        Compare("train-step bottleneck fp32", "bottleneck", Precision.Fp32, PyTorchPeer.AsMostPeopleRunIt),
        Compare("train-step bottleneck", "bottleneck", Precision.Auto, PyTorchPeer.AsMostPeopleRunIt),
        Compare("train-step fp32", "resnet-20", Precision.Fp32, PyTorchPeer.AsMostPeopleRunIt),
        Compare(Name, "resnet-20", Precision.Auto, PyTorchPeer.AsMostPeopleRunIt),
    ];

    /// <summary>PyTorch at its best: bfloat16 by autocast, and an allocator that keeps memory.</summary>
    public static IEnumerable<BenchmarkResult> RunBest() =>
    [
        Compare("train-step-best bottleneck", "bottleneck", Precision.Auto, PyTorchPeer.AtItsBest),
        Compare(BestName, "resnet-20", Precision.Auto, PyTorchPeer.AtItsBest),
    ];

    private static BenchmarkResult Compare(string name, string network, Precision precision, PyTorchSettings settings)
    {
        using var ours = new TrainStep(network, precision);
        using var peer = PyTorchPeer.Start(network, settings);
        return BenchmarkResult.Compare(name, "images/s", () => ours.Rate(Steps), $"{peer.Version}, {settings.Description}", () => peer.Rate(Steps));
    }
}
