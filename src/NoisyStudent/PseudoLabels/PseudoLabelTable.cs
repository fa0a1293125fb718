using System.Text.Json;
using DuckDB.NET.Data;

namespace NoisyStudent.PseudoLabels;

/// <summary>
/// Pseudo-labels with their distributions, of the parts of a folder or of a selection, read one after the other in the order of the files and within
/// bounds: what they hold is checked first.
/// </summary>
internal sealed class PseudoLabelTable : IDisposable
{
    private const long Memory = 512L << 20;
    private const int LongestName = 1 << 16;

    private readonly string _source;
    private readonly IReadOnlyList<string> _classes;
    private readonly DuckDbSession _database;
    private readonly HashSet<string> _columns;

    private PseudoLabelTable(string source, IReadOnlyList<string> files, IReadOnlyList<string> classes)
    {
        (_source, _classes) = (source, classes);
        _database = new DuckDbSession(Memory, scratch: null, [.. files.Select(file => Path.GetDirectoryName(file)!).Distinct()], CancellationToken.None);
        try
        {
            _columns = Guard(() =>
            {
                _database.Run("SET VARIABLE file = $1", files.Select(DuckDbSession.Pattern).ToList());
                _database.Run("CREATE VIEW label AS FROM read_parquet(getvariable('file'), hive_partitioning = false)");
                return _database.Query("SELECT column_name, column_type FROM (DESCRIBE label)", row => (Name: row.GetString(0), Type: row.GetString(1)))
                    .Where(column => PseudoLabelColumns.IsReadable(column.Name, column.Type)).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
            });
            RequireColumns("file", "class", "confidence");
            Guard(() =>
            {
                LookAtRows();
                return true;
            });
            RequireClasses(files);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>How many rows there are.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of the largest probabilities a row has, 0 for distributions in full; null where there are none.</summary>
    public int? Kept { get; private set; }

    /// <summary>The parts of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classes">The class names, in the order of the distributions.</param>
    /// <exception cref="NoisyStudentException">They cannot be read, or are no pseudo-labels of these classes.</exception>
    public static PseudoLabelTable OfParts(string folder, IReadOnlyList<string> classes) => new(folder, new PseudoLabelParts(folder).Files, classes);

    /// <summary>A selection.</summary>
    /// <param name="path">The file.</param>
    /// <param name="classes">The class names, in the order of the distributions.</param>
    /// <exception cref="NoisyStudentException">It cannot be read, or is no selection from pictures of these classes.</exception>
    public static PseudoLabelTable OfSelection(string path, IReadOnlyList<string> classes)
    {
        if (!File.Exists(path))
        {
            throw new NoisyStudentException($"{path} {(Directory.Exists(path) ? "is a folder" : "does not exist")}: give the .parquet file that select has written.");
        }

        var table = new PseudoLabelTable(path, [Path.GetFullPath(path)], classes);
        try
        {
            table.RequireColumns("copies");
            return table;
        }
        catch
        {
            table.Dispose();
            throw;
        }
    }

    /// <summary>The rows. What is given is overwritten by the next one.</summary>
    /// <param name="withDistributions">Whether distributions are read, where there are any.</param>
    /// <exception cref="NoisyStudentException">A row is wrong.</exception>
    public IEnumerable<PseudoLabel> Read(bool withDistributions)
    {
        var count = withDistributions && Kept is { } kept ? (kept == 0 ? _classes.Count : kept) : 0;
        var label = new PseudoLabel(count);
        var (numbers, seen) = (_classes.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal), new long[_classes.Count]);
        var (row, at) = (0L, 0);
        using var cells = _database.Query(Sql(count), cell =>
        {
            // A row is as many cells as it has probabilities: lists are read several times as slowly.
            if (at == 0)
            {
                label.File = cell.GetString(0);
                label.Class = numbers.GetValueOrDefault(cell.GetString(1), -1);
                label.Confidence = cell.GetFloat(2);
                label.Copies = cell.GetInt32(3);
                label.Remainder = count > 0 ? cell.GetFloat(4) : 0;
            }

            if (count > 0)
            {
                label.Probabilities[at] = cell.GetFloat(5);
                label.Classes[at] = Kept == 0 ? at : cell.GetInt32(6);
            }

            at = at + 1 >= count ? 0 : at + 1;
            return at == 0;
        }).GetEnumerator();
        while (Guard(cells.MoveNext))
        {
            if (cells.Current)
            {
                RequireRow(label, seen, ++row, count > 0);
                yield return label;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private string Sql(int count)
    {
        var copies = _columns.Contains("copies") ? "copies::INTEGER" : "1";
        var distribution = (count, Kept) switch
        {
            (0, _) => "",
            (_, 0) => ", 0::FLOAT, unnest(distribution)::FLOAT",
            _ => ", remainder::FLOAT, unnest(largest_probabilities)::FLOAT, unnest(largest_classes)::INTEGER",
        };
        return $"SELECT file, class, confidence::FLOAT, {copies}{distribution} FROM label";
    }

    /// <summary>How many rows there are and what each holds, in one pass and without holding any.</summary>
    private void LookAtRows()
    {
        var isFull = _columns.Contains("distribution");
        var isLargest = PseudoLabelColumns.Largest.All(_columns.Contains);
        var (rows, full, largest, least, most, wrong) = _database.Query(
            $"""
            SELECT count(*), {(isFull ? $"count(*) FILTER (len(distribution) = {_classes.Count})" : "0")},
                {(isLargest ? "count(*) FILTER (len(largest_classes) = len(largest_probabilities) AND remainder IS NOT NULL)" : "0")},
                {(isLargest ? "coalesce(min(len(largest_classes)), 0), coalesce(max(len(largest_classes)), 0)" : "0, 0")},
                count(*) FILTER (file IS NULL OR class IS NULL OR confidence IS NULL OR strlen(file) > {LongestName} OR strlen(class) > {LongestName})
            FROM label
            """,
            row => (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5))).Single();
        if (wrong > 0)
        {
            throw Refuse("has rows without file, class or confidence, or with names that are too long");
        }

        Rows = rows > 0 && rows <= Array.MaxLength ? rows : throw Refuse($"has {rows:N0} rows");
        Kept = full == rows ? 0
            : largest == rows && least == most && least > 0 && most <= _classes.Count ? (int)most
            : !HasAny() ? null
            : throw Refuse($"has distributions of other classes than the {_classes.Count:N0} that there are, or not for each picture");
    }

    private bool HasAny() => _columns.Intersect(PseudoLabelColumns.All).Any()
        && _database.Query(
            $"SELECT count(*) FROM (FROM label WHERE {string.Join(" OR ", _columns.Intersect(PseudoLabelColumns.All).Select(column => $"{column} IS NOT NULL"))} LIMIT 1)",
            row => row.GetInt64(0)).Single() > 0;

    /// <summary>Where a selection says of which classes it is, in which order, they are these.</summary>
    private void RequireClasses(IReadOnlyList<string> files)
    {
        var said = Guard(() => _database.Query(
            $"SELECT decode(value) FROM parquet_kv_metadata({DuckDbSession.PathText(files[0])}) WHERE decode(key) = '{PseudoLabelColumns.ClassesKey}' LIMIT 1",
            row => row.GetString(0)).ToArray());
        string[]? classes;
        try
        {
            classes = said is [var json] ? JsonSerializer.Deserialize<string[]>(json) : null;
        }
        catch (JsonException exception)
        {
            throw Refuse($"does not say rightly of which classes it is ({exception.Message.TrimEnd('.')})");
        }

        if (classes is not null && !classes.SequenceEqual(_classes))
        {
            throw Refuse($"is of the classes {List(classes)}, but those of the labeled pictures are {List(_classes)}");
        }
    }

    private void RequireRow(PseudoLabel label, long[] seen, long row, bool hasDistribution)
    {
        var fault = label.Class < 0 ? $"has a class that is none of {List(_classes)}"
            : label.Confidence is not (>= 0 and <= 1) ? "has a confidence that is not from 0 to 1"
            : label.Copies < 1 ? $"has {label.Copies} copies"
            : hasDistribution && label.FindFault(seen, row) is { } wrong ? $"has {wrong}"
            : null;
        if (fault is not null)
        {
            throw Refuse($"cannot be used, as the picture {label.File} {fault}");
        }
    }

    private void RequireColumns(params IEnumerable<string> wanted)
    {
        if (wanted.FirstOrDefault(column => !_columns.Contains(column)) is { } missing)
        {
            throw Refuse($"has no column {missing} of the right type");
        }
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is DuckDBException or InvalidCastException)
        {
            throw new NoisyStudentException($"{_source} cannot be read as pseudo-labels: {DuckDbSession.ReasonOf(exception)}.", exception);
        }
    }

    private NoisyStudentException Refuse(string why) => new($"{_source} {why}: give what label and select have written.");

    private static string List(IReadOnlyList<string> names)
    {
        const int Shown = 10;
        return string.Join(", ", names.Take(Shown)) + (names.Count > Shown ? $" and {names.Count - Shown:N0} more" : "");
    }
}
