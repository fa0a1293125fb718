using System.Globalization;
using System.Text.Json;

namespace NoisyStudent.PseudoLabels;

/// <summary>How many images of a class there are.</summary>
/// <param name="Seen">All.</param>
/// <param name="Passing">Those that pass threshold and outlier score.</param>
internal readonly record struct ClassCount(long Seen, long Passing);

/// <summary>
/// The passes over the pseudo-labels. Nothing is sorted but ties: the image at a rank from the top, which is all that a cut needs, is found by counting
/// images in buckets of confidence first, then the single confidences of the one bucket in which it lies, then among the equally confident.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="parts">The pseudo-labels.</param>
internal sealed class SelectionTables(DuckDbSession database, PseudoLabelParts parts)
{
    /// <summary>Multiplying by it is exact, so a bucket holds the same confidences everywhere.</summary>
    private const int Buckets = 4096;

    /// <summary>The rank of the last image that is kept; ranks 0 to 4 are the quartiles of what was seen.</summary>
    private const int Cut = -1;
    private const int Quartiles = 4;

    /// <summary>Counts images by class and bucket.</summary>
    /// <param name="threshold">The least confidence.</param>
    /// <param name="outlierScore">The greatest outlier score; null for any.</param>
    /// <returns>How many there are of each class.</returns>
    /// <exception cref="NoisyStudentException">A row has no class, confidence or outlier score.</exception>
    public ClassCount[] Count(double threshold, double? outlierScore)
    {
        var passes = $"confidence::DOUBLE >= {Number(threshold)}" + (outlierScore is { } most ? $" AND outlier_score::DOUBLE <= {Number(most)}" : "");
        database.Run($"""
            CREATE VIEW image AS SELECT *, {passes} AS passes, CASE WHEN confidence BETWEEN 0 AND 1 THEN floor(confidence * {Buckets})::INTEGER END AS bucket
            FROM {PseudoLabelParts.Table}
            """);
        database.Run("CREATE TABLE in_bucket AS SELECT number, passes, bucket, count(*) AS images FROM image GROUP BY ALL");
        RequireValues();

        var counts = new ClassCount[parts.Classes.Count];
        foreach (var (number, count) in database.Query(
            "SELECT number, sum(images)::BIGINT, coalesce(sum(images) FILTER (passes), 0)::BIGINT FROM in_bucket GROUP BY number",
            row => (row.GetInt32(0), new ClassCount(row.GetInt64(1), row.GetInt64(2)))))
        {
            counts[number] = count;
        }

        return counts;
    }

    /// <summary>Finds, for each class, the last image that is kept, and the quartiles.</summary>
    /// <param name="seen">How many images of each class there are.</param>
    /// <param name="plans">How many of each are kept.</param>
    /// <returns>The quartiles of each class; null for one without images.</returns>
    public ConfidenceQuantiles?[] Locate(IReadOnlyList<long> seen, IReadOnlyList<SelectionPlan> plans)
    {
        database.Run("CREATE TABLE wanted (number INTEGER, passing BOOLEAN, which INTEGER, rank BIGINT)");
        database.Append("wanted", Ranks(seen, plans), (row, rank) => row
            .AppendValue(rank.Number).AppendValue(rank.Which == Cut).AppendValue(rank.Which).AppendValue(rank.Rank));
        Narrow("in_bucket", "wanted", "number, passing", "bucket", into: "wanted_bucket");
        database.Run("""
            CREATE TABLE in_value AS SELECT number, passes, bucket, confidence, count(*) AS images
            FROM image SEMI JOIN wanted_bucket USING (number, bucket) GROUP BY ALL
            """);
        Narrow("in_value", "wanted_bucket", "number, passing, bucket", "confidence", into: "wanted_value");

        // Names are compared only where some of the equally confident are kept and others are not.
        database.Run($"""
            CREATE TABLE tie AS SELECT number, file FROM (
                SELECT number, file, rank, row_number() OVER (PARTITION BY number ORDER BY file) AS place
                FROM image JOIN wanted_value USING (number, confidence) WHERE which = {Cut} AND passes AND rank < images)
            WHERE place = rank
            """);
        return Quantiles();
    }

    /// <summary>Writes the selection, in the order of the rows.</summary>
    /// <param name="path">The Parquet file.</param>
    /// <param name="plans">How many copies each class gets.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="iteration">The student's iteration.</param>
    /// <returns>How many rows and copies were written of each class.</returns>
    public (long Kept, long Copies)[] Write(string path, IReadOnlyList<SelectionPlan> plans, long seed, int iteration)
    {
        // Lists that a class's number leads into, as a join would lose the order of the rows.
        database.Run("SET VARIABLE copies = $1", plans.Select(plan => plan.Copies).ToList());
        database.Run("SET VARIABLE extra = $1", plans.Select(plan => plan.Extra).ToList());
        database.Run($"SET VARIABLE least = (SELECT list(confidence ORDER BY number) FROM class_name LEFT JOIN (FROM wanted_value WHERE which = {Cut}) USING (number))");
        database.Run("SET VARIABLE last = (SELECT list(file ORDER BY number) FROM class_name LEFT JOIN tie USING (number))");
        database.Run(string.Create(CultureInfo.InvariantCulture, $"""
            COPY (
                SELECT file, class, confidence, {string.Join("", parts.DistributionColumns.Select(column => $"{column}, "))}(copies + CASE WHEN extra = 0 THEN 0 ELSE (md5_number_upper('{seed} {iteration} ' || file) < extra)::INTEGER END)::INTEGER AS copies
                FROM (
                    SELECT *, getvariable('copies')[number + 1] AS copies, getvariable('extra')[number + 1] AS extra,
                        getvariable('least')[number + 1] AS least, getvariable('last')[number + 1] AS last
                    FROM image WHERE passes)
                WHERE confidence > least OR (confidence = least AND (last IS NULL OR file <= last))
            ) TO {DuckDbSession.Text(path)} (FORMAT parquet, USE_TMP_FILE false, ROW_GROUP_SIZE {RowGroupSize()},
                KV_METADATA {'{'}{PseudoLabelColumns.ClassesKey}: {DuckDbSession.Text(JsonSerializer.Serialize(parts.Classes))}{'}'})
            """));

        var written = new (long Kept, long Copies)[plans.Count];
        foreach (var (number, count) in database.Query(
            $"SELECT number, count(*), sum(copies)::BIGINT FROM read_parquet({DuckDbSession.PathText(path)}, hive_partitioning = false) "
            + "JOIN class_name ON class = name GROUP BY number",
            row => (row.GetInt32(0), (row.GetInt64(1), row.GetInt64(2)))))
        {
            written[number] = count;
        }

        return written;
    }

    /// <summary>How many rows are held at once while they are written: fewer, the more probabilities each has.</summary>
    private int RowGroupSize()
    {
        const int Most = 122_880;
        const int Least = 2048;
        const int Probabilities = 4 << 20;
        var lists = parts.DistributionColumns.Where(column => column is "distribution" or "largest_probabilities").Select(column => $"coalesce(len({column}), 0)");
        var length = database.Query($"SELECT greatest(0, {string.Join(", ", lists.Append("0"))})::BIGINT FROM image LIMIT 1", row => row.GetInt64(0)).FirstOrDefault();
        return (int)Math.Clamp(Probabilities / Math.Max(1, length) / Least * Least, Least, Most);
    }

    private void RequireValues()
    {
        Require("number", "class", name => name is null ? "without class" : $"of class {name}, which is none of the classes");
        Require("bucket", "CASE WHEN isnan(confidence) THEN 'NaN' ELSE confidence::VARCHAR END", value => $"with confidence {value ?? "null"}, which must be from 0 to 1");
        Require("passes", "NULL", _ => "without outlier score");

        void Require(string column, string value, Func<string?, string> describe)
        {
            // The rows are gone through once more where the counts know of a wrong one.
            if (database.Query($"SELECT count(*) FROM in_bucket WHERE {column} IS NULL", row => row.GetInt64(0)).Single() > 0)
            {
                parts.RequireNone(
                    $"SELECT filename, {value} FROM image WHERE {column} IS NULL LIMIT 1",
                    row => $"{row.GetString(0)} has a row {describe(row.IsDBNull(1) ? null : row.GetString(1))}");
            }
        }
    }

    private static IEnumerable<(int Number, int Which, long Rank)> Ranks(IReadOnlyList<long> seen, IReadOnlyList<SelectionPlan> plans)
    {
        for (var number = 0; number < plans.Count; number++)
        {
            if (plans[number].Kept > 0)
            {
                yield return (number, Cut, plans[number].Kept);
            }

            for (var which = 0; which <= Quartiles && seen[number] > 0; which++)
            {
                var fromBelow = Math.Max(1, ((which * seen[number]) + Quartiles - 1) / Quartiles);
                yield return (number, which, seen[number] - fromBelow + 1);
            }
        }
    }

    /// <summary>Where each wanted rank lies, and what is left of the rank there.</summary>
    /// <param name="counts">How many images there are of each value.</param>
    /// <param name="wanted">Ranks from the top.</param>
    /// <param name="within">Among which images a rank counts.</param>
    /// <param name="by">The value.</param>
    /// <param name="into">The table to make.</param>
    private void Narrow(string counts, string wanted, string within, string by, string into) => database.Run($"""
        CREATE TABLE {into} AS SELECT {within}, {by}, which, rank - (through - counted.images) AS rank, counted.images
        FROM (
            SELECT {within}, {by}, images, sum(images) OVER (PARTITION BY {within} ORDER BY {by} DESC)::BIGINT AS through
            FROM (
                SELECT {within}, {by}, sum(images)::BIGINT AS images
                FROM {counts}, (VALUES (FALSE), (TRUE)) AS population (passing) WHERE passes OR NOT passing GROUP BY ALL)) AS counted
        JOIN {wanted} USING ({within}) WHERE rank <= through AND rank > through - counted.images
        """);

    private ConfidenceQuantiles?[] Quantiles()
    {
        var quantiles = new ConfidenceQuantiles?[parts.Classes.Count];
        foreach (var of in database.Query(
            $"SELECT number, confidence FROM wanted_value WHERE which <> {Cut} ORDER BY number, which",
            row => (Number: row.GetInt32(0), Confidence: row.GetFloat(1))).GroupBy(row => row.Number, row => row.Confidence))
        {
            var values = of.ToArray();
            quantiles[of.Key] = new ConfidenceQuantiles(values[0], values[1], values[2], values[3], values[4]);
        }

        return quantiles;
    }

    /// <summary>A number as it stands in a statement, to its last bit.</summary>
    private static string Number(double value) => $"{DuckDbSession.Text(value.ToString("R", CultureInfo.InvariantCulture))}::DOUBLE";
}
