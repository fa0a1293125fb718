namespace NoisyStudent.Datasets;

/// <summary>A source without the files that lie in a folder, by whatever links they were found.</summary>
internal sealed class SourceWithout : PictureSource
{
    private readonly PictureSource _source;
    private readonly string _folder;
    private readonly Dictionary<string, bool> _liesWithin = new(StringComparer.Ordinal);
    private int? _total;

    /// <summary>Takes a source, which the caller keeps.</summary>
    /// <param name="source">The source.</param>
    /// <param name="folder">The folder, which exists.</param>
    public SourceWithout(PictureSource source, string folder)
        : base(source.Path) => (_source, _folder) = (source, FolderSource.FindRealPath(System.IO.Path.GetFullPath(folder)));

    public override int? Total => _source.Total is null ? null : _total ??= Entries().Count();

    public override int OtherFilesIgnored => _source.OtherFilesIgnored;

    public override string Ending => _source.Ending;

    public override IEnumerable<PictureEntry> Entries() => _source.Entries().Where(entry => entry is not FileEntry file || !LiesWithin(file));

    /// <summary>Whether a folder is another one, or lies in it.</summary>
    /// <param name="path">The one, with links resolved.</param>
    /// <param name="folder">The other, with links resolved.</param>
    public static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(System.IO.Path.TrimEndingDirectorySeparator(folder) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private bool LiesWithin(FileEntry file)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(file.Path))!;
        if (!_liesWithin.TryGetValue(folder, out var liesWithin))
        {
            _liesWithin[folder] = liesWithin = Directory.Exists(folder) && IsWithin(FolderSource.FindRealPath(folder), _folder);
        }

        return liesWithin;
    }
}
