using DuckDB.NET.Data;

namespace NoisyStudent.PseudoLabels;

/// <summary>A picture that a student sees: a row of <c>selected.parquet</c>.</summary>
/// <param name="File">The picture's name in its set.</param>
/// <param name="Class">The name of the class that it counts for.</param>
/// <param name="Confidence">The teacher's probability for it, 0 to 1.</param>
/// <param name="Copies">How often the student sees it in one pass over the pseudo-labeled pictures.</param>
public sealed record SelectedRow(string File, string Class, float Confidence, int Copies)
{
    private const long Memory = 512L << 20;

    /// <summary>Reads a selection, row after row.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read.</exception>
    public static IEnumerable<SelectedRow> Read(string path)
    {
        var full = Path.GetFullPath(path);
        using var database = new DuckDbSession(Memory, scratch: null, [Path.GetDirectoryName(full)!], CancellationToken.None);
        using var rows = database.Query(
            $"SELECT file, class, confidence, copies FROM read_parquet({DuckDbSession.PathText(full)}, hive_partitioning = false)",
            row => new SelectedRow(row.GetString(0), row.GetString(1), row.GetFloat(2), row.GetInt32(3))).GetEnumerator();
        while (Next())
        {
            yield return rows.Current;
        }

        bool Next()
        {
            try
            {
                return rows.MoveNext();
            }
            catch (Exception exception) when (exception is DuckDBException or InvalidCastException)
            {
                throw new NoisyStudentException($"{path} cannot be read as a selection: {DuckDbSession.ReasonOf(exception)}.", exception);
            }
        }
    }
}
