using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>Training steps against what the machine can do at the most, and against PyTorch's, in turn with it in the same run; the main comparison comes last.</summary>
internal static class TrainStepBenchmark
{
    public const string Name = "train-step";
    public const string BestName = "train-step-best";

    private const double SecondsOfTurn = 1;

    /// <summary>The roof, then PyTorch as most people run it on a processor: float32, channels-last.</summary>
    public static IEnumerable<BenchmarkResult> Run() => AgainstRoof().Concat(
        Against(Name, PyTorchPeer.AsMostPeopleRunIt, [.. new[] { Precision.Fp32, Precision.Auto }.DistinctBy(precision => precision.TypeOn(CPU))]));

    /// <summary>PyTorch at its best: bfloat16 by autocast, and an allocator that keeps memory.</summary>
    public static IEnumerable<BenchmarkResult> RunBest() => Against(BestName, PyTorchPeer.AtItsBest, Precision.Auto);

    /// <summary>What part of the roof, the rate of matrix products in the same type, steps of the networks reach that recipes use.</summary>
    private static IEnumerable<BenchmarkResult> AgainstRoof()
    {
        var type = Precision.Auto.TypeOn(CPU);
        var roof = Roof.Of(type);
        foreach (var shape in StepShape.OfRecipes)
        {
            using var step = new TrainStep(shape, Precision.Auto);
            var steps = StepsOfTurn(step, shape);
            yield return BenchmarkResult.Compare($"{Name} {shape}, {Precision.Auto.NameOn(CPU)}", "GFLOP/s", () => step.Rate(steps) * shape.Operations / 1e9, "products of matrices", roof);
        }
    }

    private static IEnumerable<BenchmarkResult> Against(string name, PyTorchSettings settings, params Precision[] precisions)
    {
        foreach (var shape in (StepShape[])[StepShape.EfficientNetB0, StepShape.ResNet18, StepShape.Fast64, StepShape.Bottleneck, StepShape.ResNet20])
        {
            using var peer = PyTorchPeer.Start(shape, settings);
            foreach (var precision in precisions)
            {
                using var ours = new TrainStep(shape, precision);
                var steps = StepsOfTurn(ours, shape);
                yield return BenchmarkResult.Compare(
                    $"{name} {shape}, {precision.NameOn(CPU)}", "images/s", () => ours.Rate(steps), $"{peer.Version}, {settings.Description}", () => peer.Rate(steps));
            }
        }
    }

    private static int StepsOfTurn(TrainStep step, StepShape shape)
    {
        step.Rate(2);
        return Math.Max(1, (int)(SecondsOfTurn * step.Rate(2) / shape.BatchSize));
    }
}
