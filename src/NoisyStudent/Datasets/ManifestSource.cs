using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using NoisyStudent.Datasets.Names;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>
/// A CSV file (RFC 4180, with commas, semicolons or tabs; UTF-8, or UTF-16 with its mark) with a row for each picture: a column <c>path</c>, and
/// <c>label</c> for a labeled set, or others of their names (<see cref="ManifestColumns"/>). Blanks around values do not count. Paths are relative
/// to the file's folder, or absolute; they may lead anywhere, as the file is a person's own.
/// </summary>
internal sealed class ManifestSource : PictureSource
{
    private static readonly string[] _delimiters = [",", ";", "\t"];

    private readonly OrderedDictionary<string, FileEntry> _entries = new(StringComparer.Ordinal);
    private readonly string[] _columns;
    private readonly int _pathColumn;
    private readonly int _labelColumn;
    private readonly int _headerRow = int.MaxValue;
    private string? _whyNoClasses;
    private int _repeated;

    public ManifestSource(string path)
        : base(path)
    {
        // The header is known by the names in it, so the delimiter is the one that finds most of them.
        var delimiter = _delimiters.MaxBy(each => Header(each).Count(column => ManifestColumns.Path.Knows(column) || ManifestColumns.Label.Knows(column)))!;
        using var csv = Open(delimiter, isStrict: true);
        try
        {
            _columns = csv.Read() ? csv.Record! : throw Refuse(csv, "is empty");
            _headerRow = csv.Row;
            (_pathColumn, _labelColumn) = FindColumns(csv);
            while (csv.Read())
            {
                ReadRow(csv);
            }
        }
        catch (Exception cause) when (cause is CsvHelperException or DecoderFallbackException or IOException)
        {
            var kind = cause is DecoderFallbackException ? "it is neither UTF-8 nor marked as UTF-16: save it as UTF-8" : "quotes do not match, or a field is too long";
            throw Refuse(csv, $"cannot be read as CSV ({kind})", cause);
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

    private CsvParser Open(string delimiter, bool isStrict)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter,
            MaxFieldSize = 1 << 16,
            TrimOptions = TrimOptions.Trim | TrimOptions.InsideQuotes,
        };
        if (!isStrict)
        {
            configuration.BadDataFound = null;
        }

        return new CsvParser(new StreamReader(OpenFile(Path), new UTF8Encoding(false, throwOnInvalidBytes: true)), configuration);
    }

    /// <summary>The first row by a delimiter that may be the wrong one.</summary>
    private string[] Header(string delimiter)
    {
        using var csv = Open(delimiter, isStrict: false);
        try
        {
            return csv.Read() ? csv.Record! : [];
        }
        catch (Exception cause) when (cause is CsvHelperException or DecoderFallbackException or IOException)
        {
            return [];
        }
    }

    private (int Path, int Label) FindColumns(CsvParser csv)
    {
        if (_columns.Any(ImageReader.IsImageName))
        {
            throw Refuse(csv, "begins with a picture, not with the names of its columns");
        }

        var (path, noPath) = ManifestColumns.Path.Find(_columns);
        if (noPath is not null)
        {
            throw Refuse(csv, noPath);
        }

        var (label, noLabel) = ManifestColumns.Label.Find(_columns);
        _whyNoClasses = noLabel is null ? null : Refuse(csv, noLabel).Message;
        return (path, label);
    }

    private void ReadRow(CsvParser csv)
    {
        var values = csv.Record!;
        if (Array.TrueForAll(values, string.IsNullOrWhiteSpace))
        {
            return;
        }

        if (values.Skip(_columns.Length).Any(value => !string.IsNullOrWhiteSpace(value)))
        {
            throw Refuse(csv, $"has {values.Length} values for {_columns.Length} {(_columns.Length == 1 ? "column" : "columns")} (a value with '{csv.Delimiter}' in it needs quotes around it)");
        }

        var path = Normalize(ValueOf(_pathColumn));
        var label = _labelColumn < 0 ? null : ValueOf(_labelColumn);
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw Refuse(csv, "has a row without a path");
        }

        if (label is "")
        {
            _whyNoClasses ??= Refuse(csv, $"has no label for {path}").Message;
        }

        if (_entries.TryAdd(path, new FileEntry(new PictureName(path, Class: label), Locate(path))))
        {
            return;
        }

        _repeated++;
        if (_entries[path].Name.Class != label)
        {
            throw Refuse(csv, $"gives {path} two labels, '{_entries[path].Name.Class}' and '{label}'");
        }

        string ValueOf(int column) => column < values.Length ? values[column].Trim() : "";
    }

    /// <summary>A path that was written on Windows is read elsewhere too, where no file has that very name.</summary>
    private string Normalize(string path) =>
        path.Contains('\\') && !path.Contains('\0') && (OperatingSystem.IsWindows() || !File.Exists(Locate(path))) ? path.Replace('\\', '/') : path;

    private string Locate(string path) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, path);

    private NoisyStudentException Refuse(CsvParser csv, string what, Exception? cause = null) => new(
        $"The manifest {Path} {what}, at line {csv.RawRow}: "
        + (csv.Row > _headerRow ? "mend that line, or take it out." : "its first line must name the columns, such as path,label, or path alone for unlabeled pictures."),
        cause!);
}
