using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Sources;

/// <summary>
/// A CSV file (RFC 4180, with commas, semicolons or tabs; UTF-8, or UTF-16 with its mark) with a row for each picture, under names of columns
/// (<see cref="ManifestColumns"/>). Rows are met one after the other; blanks around values do not count, nor do rows without a value.
/// </summary>
internal sealed class PictureTable : IDisposable
{
    private static readonly string[] _delimiters = [",", ";", "\t"];

    private readonly string _path;
    private readonly string _what;
    private readonly string _header;
    private readonly CsvParser _csv;
    private readonly string[] _columns;
    private readonly int _headerRow = int.MaxValue;
    private string[] _values = [];

    /// <summary>Opens a table and reads the names of its columns.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="header">What its first line may be, for messages.</param>
    /// <exception cref="NoisyStudentException">It cannot be opened or read, or does not begin with names of columns.</exception>
    public PictureTable(string path, string what, string header)
    {
        (_path, _what, _header) = (path, what, header);

        // The header is known by the names in it, so the delimiter is the one that finds most of them.
        var delimiter = _delimiters.MaxBy(each => Header(each).Count(column => ManifestColumns.Path.Knows(column) || ManifestColumns.Label.Knows(column)))!;
        _csv = Open(delimiter, isStrict: true);
        try
        {
            _columns = Next() ? _values : throw Refuse("is empty");
            _headerRow = _csv.Row;
            if (_columns.Any(ImageReader.IsImageName))
            {
                throw Refuse("begins with a picture, not with the names of its columns");
            }
        }
        catch
        {
            _csv.Dispose();
            throw;
        }
    }

    /// <summary>A value of the row, without blanks around it; null where the row ends before that column.</summary>
    /// <param name="column">The place of the column.</param>
    public string? this[int column] => column < _values.Length ? _values[column].Trim() : null;

    /// <summary>Whether a column may be one of these.</summary>
    public bool Has(ManifestColumns column) => _columns.Any(column.Knows);

    /// <summary>The place of a column, or what is wrong where there is not exactly one.</summary>
    public (int Place, string? Problem) Find(ManifestColumns column) => column.Find(_columns);

    /// <summary>The place of a column.</summary>
    /// <exception cref="NoisyStudentException">There is not exactly one.</exception>
    public int Require(ManifestColumns column) => Find(column) is (var place, var problem) && problem is null ? place : throw Refuse(problem!);

    /// <summary>Goes on to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="NoisyStudentException">It is no CSV, or has more values than there are columns.</exception>
    public bool Read()
    {
        do
        {
            if (!Next())
            {
                return false;
            }
        }
        while (Array.TrueForAll(_values, string.IsNullOrWhiteSpace));

        return _values.Skip(_columns.Length).All(string.IsNullOrWhiteSpace)
            ? true
            : throw Refuse($"has {_values.Length} values for {_columns.Length} {(_columns.Length == 1 ? "column" : "columns")} (a value with '{_csv.Delimiter}' in it needs quotes around it)");
    }

    /// <summary>The refusal of the row that was read last.</summary>
    /// <param name="what">What is wrong: <c>has a row without a path</c>.</param>
    /// <param name="cause">What it comes from.</param>
    public NoisyStudentException Refuse(string what, Exception? cause = null) => new(
        $"The {_what} {_path} {what}, at line {_csv.RawRow}: "
        + (_csv.Row > _headerRow ? "mend that line, or take it out." : $"its first line must name the columns, {_header}."),
        cause!);

    public void Dispose() => _csv.Dispose();

    private bool Next()
    {
        try
        {
            var isThere = _csv.Read();
            _values = isThere ? _csv.Record! : [];
            return isThere;
        }
        catch (Exception cause) when (IsUnreadable(cause))
        {
            var kind = cause is DecoderFallbackException ? "it is neither UTF-8 nor marked as UTF-16: save it as UTF-8" : "quotes do not match, or a field is too long";
            throw Refuse($"cannot be read as CSV ({kind})", cause);
        }
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

        return new CsvParser(new StreamReader(PictureSource.OpenFile(_path), new UTF8Encoding(false, throwOnInvalidBytes: true)), configuration);
    }

    /// <summary>The first row by a delimiter that may be the wrong one.</summary>
    private string[] Header(string delimiter)
    {
        using var csv = Open(delimiter, isStrict: false);
        try
        {
            return csv.Read() ? csv.Record! : [];
        }
        catch (Exception cause) when (IsUnreadable(cause))
        {
            return [];
        }
    }

    private static bool IsUnreadable(Exception cause) => cause is CsvHelperException or DecoderFallbackException or IOException;
}
