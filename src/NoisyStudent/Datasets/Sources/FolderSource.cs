using Microsoft.Win32.SafeHandles;
using NoisyStudent.Datasets.Names;

namespace NoisyStudent.Datasets.Sources;

/// <summary>The pictures in a folder and in all folders below it, links followed, but for those that this program wrote.</summary>
internal sealed class FolderSource : PictureSource
{
    // Links between a dozen folders make millions of ways through them without any circle.
    private const int MostWays = 100;

    private readonly List<FoundFile> _files = [];
    private readonly List<SafeFileHandle> _oddFolders = [];
    private readonly Dictionary<string, int> _ways = new(StringComparer.Ordinal);
    private readonly List<string> _leftOut = [];
    private readonly string? _output;

    /// <summary>Lists a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="output">A folder below it, perhaps, whose pictures are none of the set, as it is to be written to; null for none.</param>
    public FolderSource(string path, string? output = null)
        : base(path)
    {
        _output = output is not null && Directory.Exists(output) ? RealPath.Of(System.IO.Path.GetFullPath(output)) : null;
        try
        {
            var root = new DirectoryInfo(path);
            ListFolder(root, "", [RealPath.Of(root.FullName)]);
        }
        catch
        {
            Dispose();
            throw;
        }

        var names = new DistinctNames([.. _files.Select(file => file.Name)]);
        _files.ForEach(file => file.Shown = names[file.Name]);
        _files.Sort((one, other) => string.CompareOrdinal(one.Shown, other.Shown));
        Remarks.AddRange(names.Remarks(path));
        RemarkLeftOut(_leftOut);
    }

    public override int? Total => _files.Count;

    public override IEnumerable<PictureEntry> Entries() => _files.Select(file => file.Odd is null
        ? (PictureEntry)new FileEntry(
            new PictureName(file.Shown), System.IO.Path.Combine(file.Folder, file.Name[(file.Name.LastIndexOf('/') + 1)..]))
        : new OddNameEntry(new PictureName(file.Shown), file.Folder, file.Odd));

    public override void Dispose()
    {
        _oddFolders.ForEach(folder => folder.Dispose());
        base.Dispose();
    }

    // A link to a folder that it lies in would go round for ever: the real paths from the root to here tell.
    private void ListFolder(DirectoryInfo folder, string prefix, List<string> realPaths)
    {
        var ways = _ways[realPaths[^1]] = _ways.GetValueOrDefault(realPaths[^1]) + 1;
        if (ways > MostWays)
        {
            throw new NoisyStudentException(
                $"Links in {Path} lead to the folder {realPaths[^1]} in more than {MostWays} ways: remove the links.");
        }

        var items = ListItems(folder);
        var own = OwnFiles.NamedIn(items);
        if (prefix.Length > 0 && (realPaths[^1] == _output ? "where the output goes" : OwnFiles.WhatIs(items, own)) is { } reason)
        {
            _leftOut.Add($"{prefix.TrimEnd('/')} ({reason})");
            return;
        }

        if (prefix.Length > 0 && Array.TrueForAll(items, item => IsHidden(item.Name) || OtherFiles.IsSystemFile(item.Name)))
        {
            OtherFiles.AddEmptyFolder(prefix);
        }

        var isOdd = items.Any(item => LinuxNames.IsOdd(item.Name));
        foreach (var item in isOdd ? items.Where(item => System.IO.Path.Exists(item.FullName)).DistinctBy(item => item.Name) : items)
        {
            if (item is not DirectoryInfo child)
            {
                if (item.Name == OwnFiles.MarkerName)
                {
                    continue;
                }

                if (own.Contains(item.Name))
                {
                    _leftOut.Add($"{prefix}{item.Name} (written by noisy-student)");
                    continue;
                }

                AddFile(prefix + item.Name, folder, realPaths[^1]);
            }
            else if (!IsHidden(child.Name))
            {
                var realPath = child.LinkTarget is null
                    ? System.IO.Path.Combine(realPaths[^1], child.Name)
                    : LinkedPath(child.FullName);
                Enter(child, prefix + child.Name, realPath, realPaths);
            }
        }

        if (isOdd)
        {
            ListOddNames(folder, prefix, realPaths);
        }
    }

    // What is open as an odd name has no other path.
    private static string LinkedPath(string path) => LinuxNames.IsPathOfOpen(path) ? path : RealPath.Of(path);

    private void ListOddNames(DirectoryInfo folder, string prefix, List<string> realPaths)
    {
        foreach (var odd in ListItems(folder, () => LinuxNames.List(folder.FullName)))
        {
            var name = prefix + NameBytes.Decode(odd);
            if (!LinuxNames.IsFolder(folder.FullName, odd, out var handle))
            {
                AddFile(name, folder, realPaths[^1], odd);
            }
            else if (!IsHidden(NameBytes.Text(name[prefix.Length..])))
            {
                _oddFolders.Add(handle);
                Enter(new DirectoryInfo(LinuxNames.PathOf(handle)), name, System.IO.Path.Combine(realPaths[^1], name), realPaths);
            }
        }
    }

    private void Enter(DirectoryInfo folder, string name, string realPath, List<string> realPaths)
    {
        if (!realPaths.Contains(realPath))
        {
            realPaths.Add(realPath);
            ListFolder(folder, $"{name}/", realPaths);
            realPaths.RemoveAt(realPaths.Count - 1);
        }
    }

    // Links are followed from where they really lie.
    private void AddFile(string name, DirectoryInfo folder, string realPath, byte[]? odd = null)
    {
        if (Accept(NameBytes.Text(name)) is not null)
        {
            _files.Add(new FoundFile(name, LinuxNames.IsPathOfOpen(folder.FullName) ? folder.FullName : realPath, odd));
        }
    }

    /// <summary>All that is in a folder.</summary>
    /// <exception cref="NoisyStudentException">It cannot be listed.</exception>
    internal static FileSystemInfo[] ListItems(DirectoryInfo folder) => ListItems(folder, folder.GetFileSystemInfos);

    private static T[] ListItems<T>(DirectoryInfo folder, Func<IReadOnlyCollection<T>> list)
    {
        try
        {
            return [.. list()];
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"The folder {folder.FullName} cannot be listed ({cause.Message.TrimEnd('.')}): check who may read it.", cause);
        }
    }

    /// <param name="Name">Its path in the set, as it is on disk.</param>
    /// <param name="Folder">Where it lies.</param>
    /// <param name="Odd">Its name on disk, where that is no UTF-8.</param>
    private sealed record FoundFile(string Name, string Folder, byte[]? Odd)
    {
        /// <summary>The name that the set gives it.</summary>
        public string Shown { get; set; } = Name;
    }
}
