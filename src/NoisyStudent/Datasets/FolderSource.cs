namespace NoisyStudent.Datasets;

/// <summary>The pictures in a folder and in all folders below it, links followed, but for those that this program wrote.</summary>
internal sealed class FolderSource : PictureSource
{
    // Links between a dozen folders make millions of ways through them without any circle.
    private const int MostWays = 100;
    private const int MostNamed = 5;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _ways = new(StringComparer.Ordinal);
    private readonly List<string> _leftOut = [];
    private readonly string? _output;

    /// <summary>Lists a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="output">A folder below it, perhaps, whose pictures are none of the set, as it is to be written to; null for none.</param>
    public FolderSource(string path, string? output = null)
        : base(path)
    {
        _output = output is not null && Directory.Exists(output) ? FindRealPath(System.IO.Path.GetFullPath(output)) : null;
        var root = new DirectoryInfo(path);
        ListFolder(root, "", [FindRealPath(root.FullName)]);
        _names.Sort(StringComparer.Ordinal);
        _leftOut.Sort(StringComparer.Ordinal);
        if (_leftOut.Count > 0)
        {
            Remarks.Add($"{path}: left out {(_leftOut.Count == 1 ? "is" : "are")} {string.Join(", ", _leftOut.Take(MostNamed))}"
                + (_leftOut.Count > MostNamed ? $" and {_leftOut.Count - MostNamed:N0} more" : ""));
        }
    }

    public override int? Total => _names.Count;

    public override IEnumerable<PictureEntry> Entries() => _names.Select(
        name => new FileEntry(new PictureName(name), System.IO.Path.Combine(Path, name)));

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
        if (prefix.Length > 0 && (realPaths[^1] == _output ? "where the output goes" : OwnFiles.WhatIs(items)) is { } reason)
        {
            _leftOut.Add($"{prefix.TrimEnd('/')} ({reason})");
            return;
        }

        var own = OwnFiles.NamedIn(items);
        foreach (var item in items.Where(item => item.Name != OwnFiles.MarkerName))
        {
            if (item is not DirectoryInfo child)
            {
                if (own.Contains(item.Name))
                {
                    _leftOut.Add($"{prefix}{item.Name} (written by noisy-student)");
                }
                else if (Accept(prefix + item.Name) is { } name)
                {
                    _names.Add(name);
                }
            }
            else if (!IsHidden(child.Name))
            {
                var realPath = child.LinkTarget is null
                    ? System.IO.Path.Combine(realPaths[^1], child.Name)
                    : FindRealPath(child.FullName);
                if (!realPaths.Contains(realPath))
                {
                    realPaths.Add(realPath);
                    ListFolder(child, $"{prefix}{child.Name}/", realPaths);
                    realPaths.RemoveAt(realPaths.Count - 1);
                }
            }
        }
    }

    internal static FileSystemInfo[] ListItems(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFileSystemInfos();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"The folder {folder.FullName} cannot be listed ({cause.Message.TrimEnd('.')}): check who may read it.", cause);
        }
    }

    // The path with every link on the way replaced by what it points to. It exists, so the links lead somewhere.
    internal static string FindRealPath(string path)
    {
        var real = System.IO.Path.GetPathRoot(path)!;
        var parts = path[real.Length..].Split(System.IO.Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in parts)
        {
            var next = System.IO.Path.Combine(real, part);
            real = Directory.ResolveLinkTarget(next, returnFinalTarget: true) is { } target ? FindRealPath(target.FullName) : next;
        }

        return real;
    }
}
