using System.Globalization;
using NoisyStudent.Torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>How PyTorch is run.</summary>
/// <param name="Description">In words.</param>
/// <param name="Precision">fp32 or bf16.</param>
/// <param name="KeepMemory">Whether glibc's allocator is kept from giving memory back.</param>
internal sealed record PyTorchSettings(string Description, string Precision, bool KeepMemory);

/// <summary>The same training steps in PyTorch, by <c>peers/train_step.py</c>.</summary>
internal static class PyTorchPeer
{
    private static readonly Dictionary<string, string> _keepMemory = new()
    {
        ["MALLOC_MMAP_MAX_"] = "0",
        ["MALLOC_TRIM_THRESHOLD_"] = "2000000000",
        ["MALLOC_TOP_PAD_"] = "268435456",
        ["MALLOC_ARENA_MAX"] = "1",
    };

    public static PyTorchSettings AsMostPeopleRunIt { get; } = new("fp32, channels-last", "fp32", KeepMemory: false);

    public static PyTorchSettings AtItsBest { get; } = new("bf16 autocast, channels-last, allocator that keeps memory", "bf16", KeepMemory: true);

    /// <summary>Starts it.</summary>
    /// <param name="shape">Network and images.</param>
    /// <param name="settings">How it is run.</param>
    /// <exception cref="NoisyStudentException">PyTorch is not installed.</exception>
    public static PeerProcess Start(StepShape shape, PyTorchSettings settings) => PeerProcess.Python(
        "PyTorch", "train_step.py",
        [shape.Network, Text(shape.ImageSize), Text(shape.BatchSize), settings.Precision, Text(TorchThreads.Count)],
        settings.KeepMemory ? _keepMemory : null);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
