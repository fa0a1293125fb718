using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Torch;

/// <summary>libtorch in this process: loading it, and its memory.</summary>
public static class TorchRuntime
{
    private static readonly Lock _lock = new();
    private static bool _loaded;
    private static bool _keepMemory;

    /// <summary>
    /// Whether <see cref="Load"/> keeps the allocator of the C library from giving memory back to the system, where that is glibc: training then is faster
    /// (docs/performance.md), but the whole process keeps the most memory that it ever had. So it is for processes that only train, and false
    /// unless the application asks for it, before anything of this library needs libtorch.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is changed after libtorch was loaded.</exception>
    public static bool KeepMemory
    {
        get => _keepMemory;
        set
        {
            lock (_lock)
            {
                if (_loaded && value != _keepMemory)
                {
                    throw new InvalidOperationException($"{nameof(KeepMemory)} can only be changed before libtorch is loaded.");
                }

                _keepMemory = value;
            }
        }
    }

    /// <summary>
    /// Loads libtorch and limits its threads to the processors that this process may use, unless OMP_NUM_THREADS says how many. Everything in this
    /// library that needs libtorch calls it; a second call does nothing.
    /// </summary>
    /// <exception cref="NoisyStudentException">libtorch cannot be loaded; the message says why.</exception>
    public static void Load()
    {
        lock (_lock)
        {
            if (_loaded)
            {
                return;
            }

            if (_keepMemory)
            {
                GlibcAllocator.KeepMemory();
            }

            RequireLoadable();
            TorchThreads.LimitToProcessors();
            _loaded = true;
        }
    }

    /// <summary>The resolver must stand before anybody's first use of TorchSharp, also one that does not go through this library.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A native library can only be resolved by who registered before its first use.")]
    internal static void Register() => LibTorchSharpLoader.Register();

    /// <summary>TorchSharp prints pages when its native library does not load; this asks first, and says it in a sentence.</summary>
    private static void RequireLoadable()
    {
        try
        {
            if (LibTorchSharpLoader.FindNative(LibTorchFile()) is not { } path)
            {
                throw new NoisyStudentException(
                    $"libtorch for {RuntimeInformation.RuntimeIdentifier} is not in {AppContext.BaseDirectory}. "
                    + "It exists for linux-x64, win-x64, win-arm64 and osx-arm64: build on, or publish for, one of these.");
            }

            TorchThreads.FindTeam(NativeLibrary.Load(path));
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or IOException
            or NotSupportedException or TypeInitializationException)
        {
            throw new NoisyStudentException(
                $"libtorch cannot be loaded on this system: {ReasonIn(exception.GetBaseException().Message)}. {Advice()}",
                exception);
        }
    }

    private static string LibTorchFile() =>
        OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    /// <summary>The runtime's message ends in what the system's loader said; what comes before is the same for every failure.</summary>
    /// <param name="message">The message of a failed load.</param>
    internal static string ReasonIn(string message) =>
        message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault("no reason given").TrimEnd('.');

    private static string Advice() => OperatingSystem.IsLinux()
        ? "Install the library or version that it names, or use Debian 12, Ubuntu 22.04 or newer."
        : OperatingSystem.IsWindows() ? "Install the Visual C++ Redistributable (x64, 2022)." : "macOS on Arm, 14 or newer, is needed.";
}
