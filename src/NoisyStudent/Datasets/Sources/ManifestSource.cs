using NoisyStudent.Datasets.Names;

namespace NoisyStudent.Datasets.Sources;

/// <summary>
/// A table (<see cref="PictureTable"/>) with a column <c>path</c>, and <c>label</c> for a labeled set, or others of their names
/// (<see cref="ManifestColumns"/>). Paths are relative to the file's folder, or absolute; they may lead anywhere, as the file is a person's own.
/// </summary>
internal sealed class ManifestSource : PictureSource
{
    private readonly OrderedDictionary<string, FileEntry> _entries = new(StringComparer.Ordinal);
    private readonly int _pathColumn;
    private readonly int _labelColumn;
    private string? _whyNoClasses;
    private int _repeated;

    public ManifestSource(string path)
        : base(path)
    {
        using var table = new PictureTable(path, "manifest", "such as path,label, or path alone for unlabeled pictures");
        _pathColumn = table.Require(ManifestColumns.Path);
        (_labelColumn, var noLabel) = table.Find(ManifestColumns.Label);
        _whyNoClasses = noLabel is null ? null : table.Refuse(noLabel).Message;
        while (table.Read())
        {
            ReadRow(table);
        }

        NameEntries();
        if (_repeated > 0)
        {
            Remarks.Add($"{path}: {_repeated:N0} {(_repeated == 1 ? "row repeats a picture" : "rows repeat pictures")} with the same label; each picture counts once");
        }
    }

    public override int? Total => _entries.Count;

    public override IEnumerable<PictureEntry> Entries() => _entries.Values;

    public override void RequireClasses()
    {
        if (_whyNoClasses is not null)
        {
            throw new NoisyStudentException(_whyNoClasses);
        }
    }

    private void NameEntries()
    {
        var names = new DistinctNames(_entries.Keys);
        var labels = new DistinctNames([.. _entries.Values.Select(entry => entry.Name.Class).OfType<string>().Distinct()]);
        foreach (var entry in _entries.Values)
        {
            entry.Name = new PictureName(names[entry.Name.File], Class: entry.Name.Class is { } label ? labels[label] : null);
        }

        Remarks.AddRange([.. names.Remarks(Path), .. labels.Remarks(Path)]);
    }

    private void ReadRow(PictureTable table)
    {
        var path = Normalize(table[_pathColumn] ?? "");
        var label = _labelColumn < 0 ? null : table[_labelColumn] ?? "";
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw table.Refuse("has a row without a path");
        }

        if (label is "")
        {
            _whyNoClasses ??= table.Refuse($"has no label for {path}").Message;
        }

        if (_entries.TryAdd(path, new FileEntry(new PictureName(path, Class: label), Locate(path))))
        {
            return;
        }

        _repeated++;
        if (_entries[path].Name.Class != label)
        {
            throw table.Refuse($"gives {path} two labels, '{_entries[path].Name.Class}' and '{label}'");
        }
    }

    /// <summary>A path that was written on Windows is read elsewhere too, where no file has that very name.</summary>
    private string Normalize(string path) =>
        path.Contains('\\') && !path.Contains('\0') && (OperatingSystem.IsWindows() || !File.Exists(Locate(path))) ? path.Replace('\\', '/') : path;

    private string Locate(string path) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, path);
}
