using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using NoisyStudent.Datasets;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// Seconds and peak memory of all that a run does with the pseudo-labels of millions of pictures of 1,000 classes, but for the pictures: select, read
/// them back, make a student's targets and ask for some of them; soft and hard, each in a process of its own. The parts are synthetic.
/// </summary>
internal static class TargetsBenchmark
{
    public const string Name = "targets";
    public const string ChildName = "targets-child";

    private const int Classes = 1000;
    private const int Batches = 1000;
    private const int BatchSize = 256;
    private const long Memory = 2L << 30;
    private static readonly string[] _classes = [.. Enumerable.Range(0, Classes).Select(number => $"class-{number:D3}")];

    /// <summary>Makes parts and goes through them.</summary>
    /// <param name="rows">How many pictures.</param>
    public static IEnumerable<BenchmarkResult> Run(int rows)
    {
        var folder = Directory.CreateTempSubdirectory("noisy-student-targets-").FullName;
        try
        {
            WriteParts(folder, rows);
            foreach (var kind in Enum.GetValues<PseudoLabelKind>())
            {
                var measured = Measure(folder, kind);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{rows:N0} pictures of {Classes:N0} classes, {kind}: {measured.Seconds:F1} s, peak {measured.PeakMemory:N0} MiB, of which .NET {measured.Heap:N0} MiB"));
                var dense = (long)rows * Classes * sizeof(float) >> 20;
                yield return new BenchmarkResult($"{Name} {rows} {kind}", measured.PeakMemory, "MiB", dense, "all probabilities", Math.Round((double)measured.PeakMemory / dense, 3));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The child's side: prints what it took as JSON.</summary>
    /// <param name="folder">The folder of the parts.</param>
    /// <param name="kind">Soft or hard.</param>
    public static void Answer(string folder, PseudoLabelKind kind)
    {
        var watch = Stopwatch.StartNew();
        var settings = new PseudoLabelSettings { Kind = kind };
        var request = new SelectionRequest { Labels = folder, Output = Path.Combine(folder, $"selected-{kind}.parquet"), Settings = settings, Classes = _classes, Memory = Memory };
        var summary = new PseudoLabelSelection(request).Execute();
        string[] names = [.. SelectedRowNames(folder)];
        using var pixel = new PixelFile(folder, 1);
        using var images = new ImageSet(1, names, [.. Enumerable.Repeat(new StoredPicture(pixel, 0), names.Length)]);
        var selection = Selection.Read(request.Output, names, [.. summary.Classes.Values]);
        using var labels = StoredLabels.OfParts(folder, names, _classes, kind == PseudoLabelKind.Soft ? image => selection.Copies[image] > 0 : null, folder);
        var targets = PseudoLabelTargets.Of(images, labels, selection, settings);

        // Stored targets go by no training.
        using var source = targets.Begin(average: null!);
        var (random, sum) = (KeyedRandom.For(1, RandomUse.Drawing), 0.0);
        for (var batch = 0; batch < Batches; batch++)
        {
            sum += source.Targets([.. Enumerable.Range(0, BatchSize).Select(_ => random.NextInt(targets.Images.Count))], batch).Sum();
        }

        if (Math.Abs((sum / Batches / BatchSize) - 1) > 1e-3)
        {
            throw new NoisyStudentException("The targets do not sum to 1.");
        }

        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(new Measured(
            Math.Round(watch.Elapsed.TotalSeconds, 1), self.PeakWorkingSet64 >> 20, GC.GetTotalMemory(forceFullCollection: false) >> 20)));
    }

    private static IEnumerable<string> SelectedRowNames(string folder)
    {
        using var table = PseudoLabelTable.OfParts(folder, _classes);
        foreach (var label in table.Read(withDistributions: false))
        {
            yield return label.File;
        }
    }

    private static Measured Measure(string folder, PseudoLabelKind kind)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [ChildName, folder, $"{kind}"]) { RedirectStandardOutput = true })!;
        var answer = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? JsonSerializer.Deserialize<Measured>(answer)!
            : throw new NoisyStudentException("It failed; see its message above.");
    }

    /// <summary>Ten probabilities a row: half of what the first one leaves is for the nine others, half for the remaining classes.</summary>
    private static void WriteParts(string folder, int rows)
    {
        using var database = new DuckDBConnection("DataSource=:memory:");
        database.Open();
        for (var part = 0; part * (long)PseudoLabelFiles.DefaultPartSize < rows; part++)
        {
            var first = part * (long)PseudoLabelFiles.DefaultPartSize;
            using var command = database.CreateCommand();
            command.CommandText = string.Create(CultureInfo.InvariantCulture, $"""
                COPY (
                    SELECT format('pictures/{part:D5}/{'{'}:09d{'}'}.jpg', n) AS file, format('class-{'{'}:03d{'}'}', c) AS class, p::FLOAT AS confidence,
                        (-10 * hash(n, 3) / 18446744073709551616.0)::FLOAT AS outlier_score,
                        list_transform(range(10), i -> ((c + (i * 7)) % {Classes})::INTEGER) AS largest_classes,
                        list_transform(range(10), i -> (CASE WHEN i = 0 THEN p ELSE (1 - p) / 18 END)::FLOAT) AS largest_probabilities,
                        ((1 - p) / 2)::FLOAT AS remainder
                    FROM (
                        SELECT n, least(floor(sqrt(hash(n, 1) / 18446744073709551616.0) * {Classes}), {Classes - 1})::INTEGER AS c,
                            greatest(0.1, 1 - pow(hash(n, 2) / 18446744073709551616.0, 3)) AS p
                        FROM range({first}, {Math.Min(first + PseudoLabelFiles.DefaultPartSize, rows)}) AS numbers (n))
                ) TO '{PseudoLabelFiles.PartFile(folder, new BlockPlace(0, part))}' (FORMAT parquet)
                """);
            command.ExecuteNonQuery();
        }
    }

    private sealed record Measured(double Seconds, long PeakMemory, long Heap);
}
