using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace NoisyStudent.Datasets;

/// <summary>
/// A CSV file (RFC 4180, UTF-8) with a row for each picture: the column <c>path</c>, and <c>label</c> for a labeled set. Paths are relative
/// to the file's folder, or absolute; they may lead anywhere, as the file is a person's own.
/// </summary>
internal sealed class ManifestSource : PictureSource
{
    private const string PathColumn = "path";
    private const string LabelColumn = "label";

    private readonly OrderedDictionary<string, FileEntry> _entries = new(StringComparer.Ordinal);
    private string? _whyNoClasses;
    private string[] _remarks = [];

    public ManifestSource(string path)
        : base(path)
    {
        using var text = new StreamReader(OpenFile(path), new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            MaxFieldSize = 1 << 16,
            MissingFieldFound = null,
            HeaderValidated = null,
            PrepareHeaderForMatch = header => header.Header.Trim().ToUpperInvariant(),
        });
        try
        {
            ReadRows(csv);
        }
        catch (Exception cause) when (cause is CsvHelperException or DecoderFallbackException or IOException)
        {
            var kind = cause is DecoderFallbackException ? "it is not UTF-8" : "quotes do not match, or a field is too long";
            throw Refuse(csv, $"cannot be read as CSV ({kind})", cause);
        }

        NameEntries();
    }

    public override int? Total => _entries.Count;

    public override IReadOnlyList<string> Remarks => _remarks;

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

        _remarks = [.. names.Remarks(Path), .. labels.Remarks(Path)];
    }

    private void ReadRows(CsvReader csv)
    {
        var columns = csv.Read() && csv.ReadHeader() ? csv.HeaderRecord!.Select(name => name.Trim().ToUpperInvariant()).ToArray() : [];
        if (!columns.Contains(PathColumn.ToUpperInvariant()))
        {
            throw Refuse(csv, $"has no column '{PathColumn}'");
        }

        var hasLabels = columns.Contains(LabelColumn.ToUpperInvariant());
        _whyNoClasses = hasLabels ? null : Refuse(csv, $"has no column '{LabelColumn}'").Message;
        while (csv.Read())
        {
            ReadRow(csv, hasLabels);
        }
    }

    private void ReadRow(CsvReader csv, bool hasLabels)
    {
        var (path, label) = (csv.GetField(PathColumn), hasLabels ? csv.GetField(LabelColumn) : null);
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0'))
        {
            throw Refuse(csv, "has a row without a path");
        }

        if (hasLabels && string.IsNullOrWhiteSpace(label))
        {
            _whyNoClasses ??= Refuse(csv, $"has no label for {path}").Message;
        }

        var entry = new FileEntry(new PictureName(path, Class: label), System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, path));
        if (!_entries.TryAdd(path, entry) && _entries[path].Name.Class != label)
        {
            throw Refuse(csv, $"gives {path} two labels, '{_entries[path].Name.Class}' and '{label}'");
        }
    }

    private NoisyStudentException Refuse(CsvReader csv, string what, Exception? cause = null) => new(
        $"The manifest {Path} {what}, at line {csv.Parser.RawRow}: its first line must be {PathColumn},{LabelColumn}, or {PathColumn} alone "
        + "for unlabeled pictures, and each further line one picture.",
        cause!);
}
