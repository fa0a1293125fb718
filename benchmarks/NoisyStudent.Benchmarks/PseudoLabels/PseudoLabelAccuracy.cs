using System.Globalization;
using System.IO.Compression;
using NoisyStudent.PseudoLabels;
using Parquet.Serialization;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// How many pseudo-labels of a run are true, where somebody has the truth. For reporting alone: nothing that trains or selects reads it.
/// </summary>
internal static class PseudoLabelAccuracy
{
    public const string Name = "pseudo-labels";

    /// <summary>
    /// Prints for each student the accuracy of all pseudo-labels, and of those that it saw, copies counted; from the second on also
    /// what became of the labels of the student before.
    /// </summary>
    /// <param name="runFolder">A run folder.</param>
    /// <param name="truthFile">A gzip-compressed CSV file with the columns file and label.</param>
    public static async Task Print(string runFolder, string truthFile)
    {
        var truth = ReadTruth(truthFile);
        var before = new Dictionary<string, string>();
        foreach (var iteration in Directory.GetDirectories(runFolder, "iteration-*").OrderBy(path => int.Parse(Path.GetFileName(path).Split('-')[1], CultureInfo.InvariantCulture)))
        {
            var parts = Directory.Exists(Path.Combine(iteration, "pseudo-labels")) ? Directory.GetFiles(Path.Combine(iteration, "pseudo-labels"), "*.parquet") : [];
            if (parts.Length == 0)
            {
                continue;
            }

            var all = new List<PseudoLabelRow>();
            foreach (var part in parts)
            {
                all.AddRange(await Read<PseudoLabelRow>(part));
            }

            if (all.FirstOrDefault(row => !truth.ContainsKey(row.File)) is { } unknown)
            {
                throw new NoisyStudentException($"{truthFile} does not say what {unknown.File} shows, of which {runFolder} has a pseudo-label.");
            }

            var seen = SelectedRow.Read(Path.Combine(iteration, "selected.parquet")).ToArray();
            var accuracy = all.Count(row => truth[row.File] == row.Class) / (double)all.Count;
            var seenAccuracy = seen.Sum(row => truth[row.File] == row.Class ? row.Copies : 0) / (double)seen.Sum(row => row.Copies);
            Console.WriteLine(
                $"{Path.GetFileName(iteration)}: {Percentage.Text(accuracy)} of {all.Count:N0} pseudo-labels are true; "
                + $"{Percentage.Text(seenAccuracy)} of those selected ({seen.Length:N0} pictures, {seen.Sum(row => row.Copies):N0} with copies)");
            if (before.Count > 0)
            {
                PrintChange(before, all, truth);
            }

            before = all.ToDictionary(row => row.File, row => row.Class);
        }
    }

    private static void PrintChange(Dictionary<string, string> before, List<PseudoLabelRow> now, Dictionary<string, string> truth)
    {
        var wrong = now.Where(row => before[row.File] != truth[row.File]).ToArray();
        var kept = wrong.Count(row => row.Class == before[row.File]) / (double)wrong.Length;
        var mended = wrong.Count(row => row.Class == truth[row.File]) / (double)wrong.Length;
        var spoiled = now.Count(row => row.Class != truth[row.File] && before[row.File] == truth[row.File]) / (double)(now.Count - wrong.Length);
        Console.WriteLine(
            $"  of {wrong.Length:N0} that were wrong before, {Percentage.Text(kept)} are the same, {Percentage.Text(mended)} are true now; "
            + $"{Percentage.Text(spoiled)} of those that were true are wrong now");
    }

    private static Dictionary<string, string> ReadTruth(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Trim().Split(',')).ToDictionary(fields => fields[0], fields => fields[1]);
    }

    private static async Task<IReadOnlyCollection<TRow>> Read<TRow>(string path)
        where TRow : class, new()
    {
        await using var stream = File.OpenRead(path);
        return [.. (await ParquetSerializer.DeserializeAsync<TRow>(stream)).Data];
    }
}
