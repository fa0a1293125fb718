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

    /// <summary>Prints one line for each student: the accuracy of all pseudo-labels, and of those that it saw, copies counted.</summary>
    /// <param name="runFolder">A run folder.</param>
    /// <param name="truthFile">A gzip-compressed CSV file with the columns file and label.</param>
    public static async Task Print(string runFolder, string truthFile)
    {
        var truth = ReadTruth(truthFile);
        foreach (var iteration in Directory.GetDirectories(runFolder, "iteration-*").Order(StringComparer.Ordinal))
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

            var seen = SelectedRow.Read(Path.Combine(iteration, "selected.parquet")).ToArray();
            var accuracy = all.Count(row => truth[row.File] == row.Class) / (double)all.Count;
            var seenAccuracy = seen.Sum(row => truth[row.File] == row.Class ? row.Copies : 0) / (double)seen.Sum(row => row.Copies);
            Console.WriteLine(
                $"{Path.GetFileName(iteration)}: {Percentage.Text(accuracy)} of {all.Count:N0} pseudo-labels are true; "
                + $"{Percentage.Text(seenAccuracy)} of those selected ({seen.Length:N0} pictures, {seen.Sum(row => row.Copies):N0} with copies)");
        }
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
