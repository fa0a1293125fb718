using DuckDB.NET.Data;

namespace NoisyStudent.PseudoLabels;

/// <summary>How sure a teacher was: for each class, how many pictures it put there at each level of confidence.</summary>
/// <param name="Classes">By class, a number of pictures for each of <see cref="Bins"/> bins of equal width from 0 to 1.</param>
public sealed record ConfidenceHistogram(IReadOnlyDictionary<string, long[]> Classes)
{
    /// <summary>How many bins there are.</summary>
    public const int Bins = 20;

    private const long Memory = 512L << 20;
    private const int MostRows = 100_000 * Bins;

    /// <summary>All classes together.</summary>
    public IReadOnlyList<long> Total => [.. Enumerable.Range(0, Bins).Select(bin => Classes.Values.Sum(counts => counts[bin]))];

    /// <summary>Counts a teacher's answers.</summary>
    /// <param name="folder">The folder of their parts.</param>
    /// <exception cref="NoisyStudentException">A part is missing or damaged.</exception>
    public static ConfidenceHistogram OfAnswers(string folder)
    {
        var parts = new PseudoLabelParts(folder);
        return Read(folder, parts.Folder, database =>
        {
            parts.Open(database, classes: null, needsOutlierScore: false);
            return PseudoLabelParts.Table;
        });
    }

    /// <summary>Counts the pictures that a student sees, each once.</summary>
    /// <param name="selection">The Parquet file that a selection wrote.</param>
    /// <exception cref="NoisyStudentException">The file is missing or damaged.</exception>
    public static ConfidenceHistogram OfSelection(string selection)
    {
        var full = Path.GetFullPath(selection);
        return Read(selection, Path.GetDirectoryName(full)!, _ => $"read_parquet({DuckDbSession.PathText(full)}, hive_partitioning = false)");
    }

    private static ConfidenceHistogram Read(string source, string folder, Func<DuckDbSession, string> open)
    {
        var classes = new Dictionary<string, long[]>(StringComparer.Ordinal);
        try
        {
            using var database = new DuckDbSession(Memory, scratch: null, [folder], CancellationToken.None);
            var rows = database.Query(
                $"""
                SELECT class, least({Bins - 1}, floor(confidence * {Bins}))::INTEGER, count(*) FROM {open(database)}
                WHERE class IS NOT NULL AND confidence BETWEEN 0 AND 1 GROUP BY ALL LIMIT {MostRows}
                """,
                row => (Class: row.GetString(0), Bin: row.GetInt32(1), Count: row.GetInt64(2)));
            foreach (var (name, bin, count) in rows)
            {
                if (!classes.TryGetValue(name, out var counts))
                {
                    classes.Add(name, counts = new long[Bins]);
                }

                counts[bin] = count;
            }
        }
        catch (Exception exception) when (exception is DuckDBException or InvalidCastException)
        {
            throw new NoisyStudentException($"{source} cannot be read as pseudo-labels: {DuckDbSession.ReasonOf(exception)}.", exception);
        }

        return new ConfidenceHistogram(classes);
    }
}
