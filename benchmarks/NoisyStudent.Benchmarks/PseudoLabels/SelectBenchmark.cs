using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using NoisyStudent.Datasets;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// Seconds and peak memory of a balanced selection from millions of pseudo-labels of 10 classes, at most 4 GiB allowed, each size in a process of its
/// own; and how they grow from size to size. The parts are synthetic: confidences and classes as lopsided as a teacher's.
/// </summary>
internal static class SelectBenchmark
{
    public const string Name = "select";
    public const string ChildName = "select-child";

    private const int Classes = 10;
    private const long Memory = 4L << 30;
    private static readonly long[] _sizes = [1_000_000, 10_000_000, 100_000_000];
    private static readonly string[] _classes = [.. Enumerable.Range(0, Classes).Select(number => $"class-{number}")];

    /// <summary>Makes parts of each size and selects from them.</summary>
    /// <param name="sizes">How many rows, ascending; 1, 10 and 100 million where none are given.</param>
    public static IEnumerable<BenchmarkResult> Run(IReadOnlyList<long> sizes)
    {
        var last = new Measured(1, 1, 0);
        foreach (var rows in sizes is [] ? _sizes : sizes)
        {
            var folder = Directory.CreateTempSubdirectory("noisy-student-select-").FullName;
            try
            {
                WriteParts(folder, rows);
                var measured = Measure(folder, rows);
                var linear = last.Seconds * rows / last.Rows;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rows:N0} rows, {SizeOf(folder) >> 20:N0} MiB of parts: {measured.Seconds:F1} s, {rows / measured.Seconds / 1e6:F2} million rows/s, peak {measured.PeakMemory:N0} MiB"));
                yield return last.PeakMemory == 0
                    ? new BenchmarkResult($"{Name} {rows}", measured.Seconds, "s", measured.Seconds, "itself", 1)
                    : new BenchmarkResult(
                        $"{Name} {rows}", measured.Seconds, "s", Math.Round(linear, 2), $"{last.Rows} rows, in proportion", Math.Round(measured.Seconds / linear, 3));
                last = measured;
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The child's side: selects, and prints what it took as JSON.</summary>
    /// <param name="folder">The folder of the parts.</param>
    public static void Answer(string folder)
    {
        var watch = Stopwatch.StartNew();
        new PseudoLabelSelection(new SelectionRequest
        {
            Labels = folder,
            Output = Path.Combine(folder, "selected.parquet"),
            Settings = new PseudoLabelSettings { Threshold = 0.3 },
            Classes = _classes,
            Memory = Memory,
        }).Execute();
        var seconds = watch.Elapsed.TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measured(0, Math.Round(seconds, 2), self.PeakWorkingSet64 >> 20)));
    }

    private static Measured Measure(string folder, long rows)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [ChildName, folder]) { RedirectStandardOutput = true })!;
        var answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(answer)! with { Rows = rows }
            : throw new NoisyStudentException("Selecting failed; see its message above.");
    }

    private static void WriteParts(string folder, long rows)
    {
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        for (var part = 0; part * (long)PseudoLabelFiles.DefaultPartSize < rows; part++)
        {
            var first = part * (long)PseudoLabelFiles.DefaultPartSize;
            using var command = database.CreateCommand();

            // Class n has about (n + 1) / 55 of the rows; confidence is skewed to 1 as a trained teacher's is.
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
                COPY (
                    SELECT format('pictures/{part:D5}/{'{'}:09d{'}'}.jpg', n) AS file,
                        'class-' || least(floor(sqrt(hash(n, 1) / 18446744073709551616.0) * {Classes}), {Classes - 1})::INTEGER AS class,
                        greatest(0.1, 1 - pow(hash(n, 2) / 18446744073709551616.0, 3))::FLOAT AS confidence,
                        (-10 * hash(n, 3) / 18446744073709551616.0)::FLOAT AS outlier_score,
                        list_transform(range({Classes}), i -> (hash(n, 4 + i) / 18446744073709551616.0 / 5)::FLOAT) AS distribution
                    FROM range({first}, {Math.Min(first + PseudoLabelFiles.DefaultPartSize, rows)}) AS numbers (n)
                ) TO '{PseudoLabelFiles.PartFile(folder, new BlockPlace(0, part))}' (FORMAT parquet)
                """);
            command.ExecuteNonQuery();
        }
    }

    private static long SizeOf(string folder) => Directory.GetFiles(folder, "part-*").Sum(file => new FileInfo(file).Length);

    private sealed record Measured(long Rows, double Seconds, long PeakMemory);
}
