using System.Diagnostics;
using NoisyStudent.Networks.Layers;
using NoisyStudent.Torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>
/// What makes a training step fast, each lever alone and in company, and each number of threads; each in a process of its own, against all
/// levers on all threads.
/// </summary>
internal static class TrainLeversBenchmark
{
    public const string Name = "train-levers";
    public const string ThreadsName = "train-threads";
    public const string ChildName = "train-levers-child";

    private const string ChannelsLast = "channels-last";
    private const string Allocator = "allocator";
    private const string Fused = "fused";
    private const string BFloat16 = "bf16";
    private const string None = "none";
    private const string All = $"{ChannelsLast}+{Allocator}+{Fused}+{BFloat16}";
    private const int Steps = 6;

    public static IEnumerable<BenchmarkResult> Run()
    {
        string[] levers =
        [
            None, Allocator, ChannelsLast, $"{ChannelsLast}+{Fused}", $"{ChannelsLast}+{BFloat16}", $"{ChannelsLast}+{Allocator}",
            $"{ChannelsLast}+{Allocator}+{Fused}", $"{ChannelsLast}+{Allocator}+{BFloat16}",
        ];
        using var reference = Start(All);
        foreach (var lever in levers)
        {
            using var child = Start(lever);
            yield return Compare(lever, child, reference);
        }
    }

    /// <summary>All levers on 1, 2, 4, ... threads, against libtorch's own number of them.</summary>
    public static IEnumerable<BenchmarkResult> RunThreads()
    {
        using var reference = Start(All);
        for (var threads = 1; threads <= 2 * TorchThreads.Count; threads *= 2)
        {
            using var child = Start(All, threads);
            yield return Compare($"{threads}", child, reference, ThreadsName);
        }
    }

    /// <summary>The child's side.</summary>
    /// <param name="levers">Their names, with a plus between them.</param>
    public static void Answer(string levers)
    {
        var on = levers.Split('+');
        TorchRuntime.KeepMemory = on.Contains(Allocator);
        TorchRuntime.Load();
        FusedBatchNorm.IsEnabled &= on.Contains(Fused);
        using var step = new TrainStep(StepShape.ResNet20, on.Contains(BFloat16) ? Precision.Bf16 : Precision.Fp32, on.Contains(ChannelsLast));
        PeerProcess.Answer(levers, step.Rate);
    }

    private static BenchmarkResult Compare(string what, PeerProcess child, PeerProcess reference, string name = Name) => BenchmarkResult.Compare(
        $"{name} {what}", "images/s", () => child.Rate(Steps), $"all levers, {TorchThreads.Count} threads", () => reference.Rate(Steps));

    private static PeerProcess Start(string levers, int? threads = null)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [ChildName, levers]);
        if (threads is not null)
        {
            start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        }

        return new PeerProcess(start, "The benchmark cannot start itself.");
    }
}
