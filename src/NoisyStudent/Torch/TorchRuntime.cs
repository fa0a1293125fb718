using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Torch;

/// <summary>libtorch in this process: loading it, its memory, its threads.</summary>
public static class TorchRuntime
{
    private static readonly Lock _lock = new();
    private static bool _loaded;

    /// <summary>
    /// Loads libtorch and sets its allocator and threads for this machine. Everything in this library that needs libtorch calls it; a
    /// second call does nothing.
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

            GlibcAllocator.KeepMemory();
            RequireLoadable();
            set_num_threads(Environment.ProcessorCount);
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

            NativeLibrary.Load(path);
            NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null);
            InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException or IOException
            or NotSupportedException or TypeInitializationException)
        {
            throw new NoisyStudentException(
                $"libtorch cannot be loaded on this system: {FirstLine(exception)} Install what it names, or use Debian 12, Ubuntu 22.04 or newer.",
                exception);
        }
    }

    private static string LibTorchFile() =>
        OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    private static string FirstLine(Exception exception) =>
        exception.GetBaseException().Message.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault("no reason given.").Trim();
}
