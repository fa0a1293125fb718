using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace NoisyStudent.Torch;

/// <summary>
/// Loads TorchSharp's native library on Linux systems whose libstdc++ is older than the one it was built with.
/// </summary>
/// <remarks>
/// <c>libLibTorchSharp.so</c> asks for version <c>GLIBCXX_3.4.32</c> of libstdc++ (GCC 13), but only for a symbol that nothing in it
/// uses. Debian 12 and Ubuntu 22.04 have 3.4.30, so the system loader refuses it. Here a copy that lives in memory alone, with that one
/// requirement marked as weak, is loaded instead. Where the library loads as it is, none of this runs.
/// </remarks>
internal static partial class LibTorchSharpLoader
{
    private const string Library = "LibTorchSharp";
    private const string UnusedVersion = "GLIBCXX_3.4.32";

    private static readonly Lock _lock = new();
    private static nint _handle;

    /// <summary>Stands ready for the moment when the runtime finds no loadable <c>LibTorchSharp</c>.</summary>
    public static void Register()
    {
        if (OperatingSystem.IsLinux())
        {
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) => name == Library ? Load() : 0;
        }
    }

    private static nint Load()
    {
        lock (_lock)
        {
            if (_handle == 0 && FindNative("libLibTorchSharp.so") is { } path)
            {
                _handle = LoadRelaxed(path);
            }

            return _handle;
        }
    }

    private static nint LoadRelaxed(string path)
    {
        var image = File.ReadAllBytes(path);
        if (!ElfVersionNeeds.MakeWeak(image, UnusedVersion))
        {
            return 0;
        }

        // The copy has no folder of its own in which the loader could look for libtorch, so that is loaded first, by its full path.
        NativeLibrary.Load(Path.Combine(Path.GetDirectoryName(path)!, "libtorch.so"));
        var descriptor = CreateMemoryFile(Library, 0);
        if (descriptor < 0)
        {
            throw new IOException($"no memory file for {Library}: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        using var handle = new Microsoft.Win32.SafeHandles.SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(handle, image, 0);
        return NativeLibrary.Load($"/proc/self/fd/{descriptor}");
    }

    /// <summary>The path of a native library among those that the application brought along; null when it has none.</summary>
    internal static string? FindNative(string file)
    {
        var searched = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        string[] folders =
        [
            .. searched.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native"),
        ];
        return folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
