using System.Runtime.InteropServices;

namespace NoisyStudent.Torch;

/// <summary>
/// Keeps glibc's allocator from giving memory back to the system between training steps. Fresh pages cost more than the arithmetic on
/// them.
/// </summary>
internal static partial class GlibcAllocator
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;
    private const int ArenaMax = -8;

    /// <summary>Sets the allocator; does nothing where the C library is another one. Must run before libtorch allocates.</summary>
    public static void KeepMemory()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library))
        {
            return;
        }

        if (NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out _))
        {
            _ = SetOption(MmapMax, 0);
            _ = SetOption(TrimThreshold, int.MaxValue);
            _ = SetOption(TopPad, 256 << 20);
            _ = SetOption(ArenaMax, 1);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
