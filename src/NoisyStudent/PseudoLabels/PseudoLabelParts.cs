using DuckDB.NET.Data;

namespace NoisyStudent.PseudoLabels;

/// <summary>The parts of a folder of pseudo-labels, checked, as a table of a database.</summary>
internal sealed class PseudoLabelParts
{
    /// <summary>The view of all rows: filename, file, class, its number (null for an unknown one), confidence and, where it is needed, outlier_score.</summary>
    public const string Table = "label";

    private const int MostClasses = 100_000;
    private const long MemoryToRead = 512L << 20;

    /// <summary>What DuckDB calls the type of each column.</summary>
    private static readonly Dictionary<string, string> _types = new()
    {
        ["file"] = "VARCHAR",
        ["class"] = "VARCHAR",
        ["confidence"] = "FLOAT",
        ["outlier_score"] = "FLOAT",
    };

    private DuckDbSession? _database;

    /// <summary>Finds the parts, in the order of their names.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="NoisyStudentException">There is no such folder, or it has no parts.</exception>
    public PseudoLabelParts(string folder)
    {
        Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            Files = [.. Directory.GetFiles(Folder, "part-*.parquet").Order(StringComparer.Ordinal)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"Cannot read the folder of pseudo-labels {folder}: {exception.Message.TrimEnd('.')}.", exception);
        }

        if (Files.Count == 0)
        {
            throw new NoisyStudentException($"{folder} has no file part-*.parquet: give a folder that label has written.");
        }
    }

    /// <summary>The files of the parts, as full paths.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The columns of distributions that every part has.</summary>
    public IReadOnlyList<string> DistributionColumns { get; private set; } = [];

    /// <summary>The folder, as a full path.</summary>
    public string Folder { get; }

    /// <summary>The class names, in order.</summary>
    public IReadOnlyList<string> Classes { get; private set; } = [];

    /// <summary>Makes the view of the rows, once the columns of every part are those of pseudo-labels.</summary>
    /// <param name="database">Where.</param>
    /// <param name="classes">The class names; null takes them from the folder.</param>
    /// <param name="needsOutlierScore">Whether parts without outlier scores are refused.</param>
    /// <exception cref="NoisyStudentException">A part is no pseudo-labels, or the classes cannot be used.</exception>
    public void Open(DuckDbSession database, IReadOnlyList<string>? classes, bool needsOutlierScore)
    {
        _database = database;
        database.Run("SET VARIABLE part = $1", Files.Select(DuckDbSession.Pattern).ToList());
        string[] columns = needsOutlierScore ? [.. _types.Keys] : [.. _types.Keys.SkipLast(1)];
        RequireColumns(columns);
        DistributionColumns = FindDistributionColumns();
        database.Run($"""
            CREATE VIEW part_row AS SELECT filename, {string.Join(", ", columns.Concat(DistributionColumns))}
            FROM read_parquet(getvariable('part'), hive_partitioning = false, filename = true)
            """);

        Classes = classes ?? LabelsDescription.Read(Folder)?.Classes ?? FindClasses();
        RequireClasses();
        database.Run("CREATE TABLE class_name (number INTEGER, name VARCHAR)");
        database.Append("class_name", Classes.Index(), (row, each) => row.AppendValue(each.Index).AppendValue(each.Item));
        database.Run("CREATE TYPE class_name AS ENUM (SELECT name FROM class_name ORDER BY number)");
        database.Run($"CREATE VIEW {Table} AS SELECT *, enum_code(TRY_CAST(class AS class_name))::INTEGER AS number FROM part_row");
    }

    /// <summary>Makes sure that every row has a file, and no two have the same.</summary>
    /// <exception cref="NoisyStudentException">That is not so.</exception>
    public void RequireEachOnce()
    {
        // By hashes, as the names of all rows are several times as much. Whether names are the same or only their hashes is looked at afterwards.
        _database!.Run($"""
            CREATE TABLE repeated AS SELECT hash FROM (SELECT CASE WHEN file IS NOT NULL THEN hash(file) END AS hash FROM {Table})
            GROUP BY hash HAVING count(*) > 1 OR hash IS NULL
            """);
        foreach (var hasName in _database.Query("SELECT DISTINCT hash IS NOT NULL FROM repeated", row => row.GetBoolean(0)).ToArray())
        {
            if (hasName)
            {
                RequireNone(
                    $"SELECT min(filename), max(filename), file FROM {Table} WHERE hash(file) IN (FROM repeated) GROUP BY file HAVING count(*) > 1 LIMIT 1",
                    row => $"{row.GetString(0)} has the picture {row.GetString(2)}, and {row.GetString(1)} has it again");
            }
            else
            {
                RequireNone($"SELECT filename FROM {Table} WHERE file IS NULL LIMIT 1", row => $"{row.GetString(0)} has a row without file");
            }
        }
    }

    /// <summary>Makes sure that no row is wrong.</summary>
    /// <param name="query">Finds one that is.</param>
    /// <param name="describe">What is wrong with it.</param>
    /// <exception cref="NoisyStudentException">There is one.</exception>
    public void RequireNone(string query, Func<DuckDBDataReader, string> describe)
    {
        foreach (var sentence in _database!.Query(query, describe))
        {
            throw new NoisyStudentException($"{sentence}: label the pictures again, into another folder.");
        }
    }

    /// <summary>Looks for a part that cannot be read.</summary>
    /// <returns>The first one, and why; null where all can be read.</returns>
    public (string File, string Reason)? FindDamaged()
    {
        using var database = new DuckDbSession(MemoryToRead, scratch: null, [Folder], CancellationToken.None);
        foreach (var file in Files)
        {
            try
            {
                database.Run($"SELECT max(hash(file)), max(hash(class)), max(confidence) FROM read_parquet({DuckDbSession.PathText(file)}, hive_partitioning = false)");
            }
            catch (DuckDBException exception)
            {
                return (file, DuckDbSession.ReasonOf(exception));
            }
        }

        return null;
    }

    private void RequireColumns(IReadOnlyCollection<string> wanted)
    {
        var found = _database!.Query(
            $"SELECT file_name, name, duckdb_type FROM parquet_schema(getvariable('part')) WHERE name IN ({string.Join(", ", wanted.Select(DuckDbSession.Text))})",
            row => (File: row.GetString(0), Column: row.GetString(1), Type: row.IsDBNull(2) ? "nested" : row.GetString(2))).ToLookup(row => row.File);
        foreach (var file in Files)
        {
            foreach (var column in wanted)
            {
                var types = found[file].Where(row => row.Column == column).Select(row => row.Type).ToArray();
                if (!types.Contains(_types[column]))
                {
                    throw new NoisyStudentException(
                        $"{file} has {(types is [var type, ..] ? $"a column {column} of type {type} instead of {_types[column]}" : $"no column {column}")}: "
                        + "give a folder that label has written.");
                }
            }
        }
    }

    /// <summary>They are taken along as they are, where each part has them.</summary>
    private string[] FindDistributionColumns()
    {
        var types = _database!.Query(
            "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(getvariable('part'), hive_partitioning = false))",
            row => (Name: row.GetString(0), Type: row.GetString(1))).ToArray();
        var parts = _database.Query(
            $"SELECT name, count(DISTINCT file_name) FROM parquet_schema(getvariable('part')) WHERE name IN ({string.Join(", ", PseudoLabelColumns.All.Select(DuckDbSession.Text))}) GROUP BY name",
            row => (Name: row.GetString(0), Count: row.GetInt64(1))).ToDictionary(row => row.Name, row => row.Count);
        return [.. PseudoLabelColumns.All.Where(column =>
            types.Any(type => type.Name == column && PseudoLabelColumns.IsReadable(column, type.Type)) && parts.GetValueOrDefault(column) == Files.Count)];
    }

    private string[] FindClasses() =>
        [.. _database!.Query($"SELECT DISTINCT class FROM part_row WHERE class IS NOT NULL ORDER BY class LIMIT {MostClasses + 1}", row => row.GetString(0))];

    private void RequireClasses()
    {
        if (Classes.Count > MostClasses)
        {
            throw new NoisyStudentException($"The pseudo-labels in {Folder} are of more than {MostClasses:N0} classes.");
        }

        if (Classes.Any(name => name is null) || Classes.Distinct(StringComparer.Ordinal).Count() < Classes.Count)
        {
            throw new NoisyStudentException($"{Path.Combine(Folder, LabelsDescription.FileName)} names a class twice, or one without name.");
        }
    }
}
