using System.Text;
using System.Text.RegularExpressions;

namespace NoisyStudent.Datasets;

/// <summary>
/// Pictures that this program wrote are no data that a person gave. A folder is known for a run by its files; into other folders goes a hidden file
/// that says what in them is the program's. Who names such a folder as a set wants its pictures, so only what lies below a set's own folder is left out.
/// </summary>
public static partial class OwnFiles
{
    /// <summary>The hidden file: a line for each name of a file beside it, or <c>*</c> for the whole folder.</summary>
    public const string MarkerName = ".noisy-student";

    private const string WholeFolder = "*";
    private const int MostBytes = 1 << 16;

    private static readonly string[] _filesOfRuns = ["data.json", "results.json", ".lock"];

    /// <summary>Says of a folder that all of its pictures are the program's.</summary>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public static void MarkFolder(string folder) => Mark(folder, WholeFolder);

    /// <summary>Says of a file that it is the program's.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">Its folder cannot be written.</exception>
    public static void MarkFile(string path) => Mark(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));

    /// <summary>What a folder as a whole is, where it is the program's; else null.</summary>
    /// <param name="items">All that is in it.</param>
    /// <param name="own">What <see cref="NamedIn"/> found there.</param>
    internal static string? WhatIs(FileSystemInfo[] items, IReadOnlySet<string> own) =>
        Array.Exists(items, item => item.Name == "recipe.yaml")
            && Array.Exists(items, item => _filesOfRuns.Contains(item.Name) || Iteration().IsMatch(item.Name)) ? "a run"
        : own.Contains(WholeFolder) ? "written by noisy-student"
        : null;

    /// <summary>The names of files in a folder that are the program's.</summary>
    /// <param name="items">All that is in it.</param>
    internal static IReadOnlySet<string> NamedIn(FileSystemInfo[] items) =>
        Array.Find(items, item => item.Name == MarkerName) is FileInfo marker ? ReadNames(marker.FullName) : new HashSet<string>();

    private static void Mark(string folder, string name)
    {
        var marker = Path.Combine(folder, MarkerName);
        var names = File.Exists(marker) ? ReadNames(marker) : [];
        if (!name.AsSpan().ContainsAny('\r', '\n') && names.Add(name))
        {
            WholeFile.WriteText(marker, string.Concat(names.Order(StringComparer.Ordinal).Select(each => $"{each}\n")));
        }
    }

    private static HashSet<string> ReadNames(string marker)
    {
        try
        {
            var bytes = new byte[MostBytes];
            using var stream = File.OpenRead(marker);
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return [.. Encoding.UTF8.GetString(bytes, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    [GeneratedRegex("^iteration-[0-9]+$")]
    private static partial Regex Iteration();
}
