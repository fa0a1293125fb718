using System.Diagnostics;
using System.Runtime.InteropServices;
using NoisyStudent.Networks.Layers;
using NoisyStudent.Torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>What makes a training step fast, each lever alone and all together, against TorchSharp as it comes; each in a process of its own.</summary>
internal static class TrainLeversBenchmark
{
    public const string Name = "train-levers";
    public const string ChildName = "train-levers-child";

    private const string ChannelsLast = "channels-last";
    private const string Allocator = "allocator";
    private const string Fused = "fused";
    private const string BFloat16 = "bf16";
    private const string None = "none";
    private const int Steps = 6;

    public static IEnumerable<BenchmarkResult> Run()
    {
        string[] levers =
        [
            Allocator, ChannelsLast, $"{ChannelsLast}+{Allocator}", $"{ChannelsLast}+{Fused}", $"{ChannelsLast}+{BFloat16}",
            $"{ChannelsLast}+{Allocator}+{Fused}", $"{ChannelsLast}+{Allocator}+{BFloat16}", $"{ChannelsLast}+{Allocator}+{Fused}+{BFloat16}",
        ];
        using var reference = Start(None);
        foreach (var lever in levers)
        {
            using var child = Start(lever);
            yield return BenchmarkResult.Compare(
                $"{Name} {lever}", "images/s", () => child.Rate(Steps), "TorchSharp as it comes", () => reference.Rate(Steps));
        }
    }

    /// <summary>The child's side.</summary>
    /// <param name="levers">Their names, with a plus between them.</param>
    public static void Answer(string levers)
    {
        var on = levers.Split('+');
        if (on.Contains(Allocator))
        {
            TorchRuntime.Load();
        }
        else
        {
            TorchThreads.FindTeam(NativeLibrary.Load(LibTorchSharpLoader.FindNative("libtorch_cpu.so")!));
        }

        FusedBatchNorm.IsEnabled &= on.Contains(Fused);
        using var step = new TrainStep("resnet-20", on.Contains(BFloat16) ? Precision.Bf16 : Precision.Fp32, on.Contains(ChannelsLast));
        PeerProcess.Answer(levers, step.Rate);
    }

    private static PeerProcess Start(string levers) => new(
        new ProcessStartInfo(Environment.ProcessPath!, [ChildName, levers]), "The benchmark cannot start itself.");
}
