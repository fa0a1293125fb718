using System.Text;
using System.Text.RegularExpressions;

namespace NoisyStudent.Datasets;

/// <summary>
/// Pictures that this program wrote are no data that a person gave. A folder is known for a run by its files; into other folders goes a hidden file
/// that says what in them is the program's. Who names such a folder as a set wants its pictures, so only what lies below a set's own folder is left out.
/// </summary>
internal static partial class OwnFiles
{
    /// <summary>The hidden file: a line for each name of a file beside it, or <c>*</c> for the whole folder.</summary>
    public const string MarkerName = ".noisy-student";

    /// <summary>The file that every run has.</summary>
    internal const string Recipe = "recipe.yaml";

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
        Array.Exists(items, item => item.Name == Recipe)
            && Array.Exists(items, item => _filesOfRuns.Contains(item.Name) || Iteration().IsMatch(item.Name)) ? "a run"
        : own.Contains(WholeFolder) ? "written by noisy-student"
        : null;

    /// <summary>The folders of runs among the names of an archive; one that holds all of it is none, as it was given for what it holds.</summary>
    /// <param name="names">The names of all files, with '/' between directories.</param>
    internal static IReadOnlySet<string> RunsAmong(IReadOnlyCollection<string> names)
    {
        var (withRecipe, withResults) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var name in names)
        {
            var parts = name.Split('/');
            if (parts.Length > 1 && parts[^1] == Recipe)
            {
                withRecipe.Add(name[..^(Recipe.Length + 1)]);
            }

            var inside = _filesOfRuns.Contains(parts[^1]) ? parts.Length - 1 : Array.FindIndex(parts, Iteration().IsMatch);
            if (inside > 0)
            {
                withResults.Add(string.Join('/', parts.Take(inside)));
            }
        }

        withRecipe.IntersectWith(withResults);
        withRecipe.RemoveWhere(run => names.All(name => name.StartsWith($"{run}/", StringComparison.Ordinal)));
        return withRecipe;
    }

    /// <summary>Whether a file lies in one of the runs.</summary>
    /// <param name="name">Its name in the archive.</param>
    /// <param name="runs">The runs' folders.</param>
    internal static bool IsInRun(string name, IReadOnlySet<string> runs)
    {
        for (var end = runs.Count == 0 ? -1 : name.LastIndexOf('/'); end > 0; end = name.LastIndexOf('/', end - 1))
        {
            if (runs.Contains(name[..end]))
            {
                return true;
            }
        }

        return false;
    }

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

    /// <summary>The name of the folder of one of a run's models.</summary>
    [GeneratedRegex("^iteration-[0-9]+$", RegexOptions.CultureInvariant)]
    internal static partial Regex Iteration();
}
