using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Microsoft.Win32.SafeHandles;

namespace NoisyStudent.Datasets.Names;

/// <summary>
/// Files whose names are no UTF-8, as unpacking an old archive leaves them on Linux, where names are bytes. .NET lists them with the same sign for
/// every odd byte and cannot open them.
/// </summary>
internal static partial class LinuxNames
{
    // Linux's values on x64 and Arm64: not to wait for the other end of a pipe, and to keep the file from processes that are started.
    private const int OpenFlags = 0x800 | 0x80000;
    private const int NamePlace = 19;
    private const string OpenFiles = "/proc/self/fd/";

    /// <summary>Whether a name is one of those as .NET lists it; it may really hold that sign, too.</summary>
    public static bool IsOdd(string name) => name.Contains('\uFFFD', StringComparison.Ordinal) && OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The names in a folder that are no UTF-8.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    public static List<byte[]> List(string folder)
    {
        var handle = opendir([.. Encoding.UTF8.GetBytes(folder), 0]);
        if (handle == 0)
        {
            throw new IOException("it cannot be opened");
        }

        try
        {
            var names = new List<byte[]>();
            while (readdir(handle) is var item and not 0)
            {
                var name = NameOf(item);
                if (!Utf8.IsValid(name))
                {
                    names.Add(name);
                }
            }

            return names;
        }
        finally
        {
            _ = closedir(handle);
        }
    }

    /// <summary>Opens such a file or folder to read it.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle Open(string folder, byte[] name)
    {
        var file = open([.. Encoding.UTF8.GetBytes(folder), (byte)'/', .. name, 0], OpenFlags);
        return file >= 0 ? new SafeFileHandle(file, ownsHandle: true) : throw new IOException("it cannot be opened");
    }

    /// <summary>Whether it is a folder, or a link to one: then it stays open, so that there is a path to it.</summary>
    public static bool IsFolder(string folder, byte[] name, [NotNullWhen(true)] out SafeFileHandle? handle)
    {
        handle = null;
        try
        {
            handle = Open(folder, name);
        }
        catch (IOException)
        {
            return false; // reading it says why
        }

        if (Directory.Exists(PathOf(handle)))
        {
            return true;
        }

        handle.Dispose();
        return false;
    }

    /// <summary>A path to what is open that .NET can use.</summary>
    public static string PathOf(SafeFileHandle handle) => $"{OpenFiles}{handle.DangerousGetHandle()}";

    /// <summary>Whether a path leads through what is open here.</summary>
    public static bool IsPathOfOpen(string path) => path.StartsWith(OpenFiles, StringComparison.Ordinal);

    private static unsafe byte[] NameOf(nint item) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)item + NamePlace).ToArray();

    [LibraryImport("libc")]
    private static partial nint opendir(byte[] path);

    [LibraryImport("libc")]
    private static partial nint readdir(nint folder);

    [LibraryImport("libc")]
    private static partial int closedir(nint folder);

    [LibraryImport("libc")]
    private static partial int open(byte[] path, int flags);
}
