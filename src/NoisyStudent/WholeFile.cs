using System.Globalization;
using System.Security.Cryptography;

namespace NoisyStudent;

/// <summary>Files are written whole: to a temporary name beside them, flushed, then renamed. Nobody ever sees half a file.</summary>
internal static class WholeFile
{
    private const string Part = ".part";

    /// <summary>Writes a file whole, in place of the one that may stand there.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="write">Writes the content. When it throws, nothing is left behind.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written; the message says which and why.</exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, replace: true);

    /// <summary>Writes a file whole, unless one stands there, made perhaps by another process meanwhile.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="write">Writes the content. When it throws, nothing is left behind.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="NoisyStudentException">The file cannot be written; the message says which and why.</exception>
    public static bool WriteOnce(string path, Action<Stream> write)
    {
        try
        {
            Write(path, write, replace: false);
            return true;
        }
        catch (NoisyStudentException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>The SHA-256 of a file.</summary>
    /// <param name="path">The file.</param>
    internal static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Writes a file whole by way of a temporary folder beside it, for what writes files itself and needs room for others meanwhile.</summary>
    /// <param name="path">The file; its folder is made where it is missing.</param>
    /// <param name="write">Writes the content at the path that it gets, in the temporary folder. When it throws, nothing is left behind.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written; the message says which and why.</exception>
    public static void WriteInFolder(string path, Action<string> write) => Place(path, replace: true, temporary =>
    {
        Directory.CreateDirectory(temporary);
        var file = Path.Combine(temporary, Path.GetFileName(path));
        write(file);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
        return file;
    });

    private static void Write(string path, Action<Stream> write, bool replace) => Place(path, replace, temporary =>
    {
        using var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite);
        write(stream);
        stream.Flush(flushToDisk: true);
        return temporary;
    });

    private static void Place(string path, bool replace, Func<string, string> write)
    {
        // Not the number of the process: on a shared folder, that of another machine may be the same.
        var temporary = Path.GetFullPath($"{path}.{Random.Shared.NextInt64()}{Part}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(temporary)!);
            File.Move(write(temporary), path, overwrite: replace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"Cannot write {path}: {exception.Message.TrimEnd('.')}. Make room or choose another place; nothing earlier is lost.",
                exception);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static void Remove(string temporary)
    {
        if (Directory.Exists(temporary))
        {
            Directory.Delete(temporary, recursive: true);
        }
        else if (File.Exists(temporary))
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Removes what killed processes left half-written. Nobody may be writing into the folder.</summary>
    /// <param name="folder">The folder, with all that is in it.</param>
    /// <exception cref="NoisyStudentException">A file cannot be removed.</exception>
    public static void RemoveParts(string folder)
    {
        try
        {
            foreach (var part in Directory.GetFileSystemEntries(folder, $"*{Part}", SearchOption.AllDirectories).Where(IsPart))
            {
                Remove(part);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"Cannot write into {folder}: {exception.Message.TrimEnd('.')}. Choose another `Output`.", exception);
        }
    }

    /// <summary>Writes a text file whole, as UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its content.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Whether a name is one that is given here; other programs have files of that ending too.</summary>
    internal static bool IsPart(string file) =>
        Path.GetExtension(file) == Part && long.TryParse(Path.GetExtension(Path.GetFileNameWithoutExtension(file)).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
