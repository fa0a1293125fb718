using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using Parquet.Serialization;

namespace NoisyStudent.PseudoLabels;

/// <summary>Pseudo-labels as Parquet files, for people and for other programs.</summary>
public static class PseudoLabelFiles
{
    /// <summary>How many pictures a part has, where nothing else is asked for.</summary>
    public const int DefaultPartSize = 50_000;

    /// <summary>Up to so many classes, distributions are kept in full where nothing else is asked for.</summary>
    private const int FewClasses = 100;
    private const int DefaultLargest = 10;

    /// <summary>The file of a part.</summary>
    /// <param name="folder">The folder of all parts.</param>
    /// <param name="part">The block of pictures that it answers for.</param>
    public static string PartFile(string folder, BlockPlace part) => Path.Combine(folder, $"part-{part.Archive:D5}-{part.Number:D5}.parquet");

    /// <summary>Whether a folder holds any finished part.</summary>
    /// <param name="folder">The folder, which may be missing.</param>
    public static bool HasParts(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "part-*.parquet").Any();

    /// <summary>Writes a teacher's answers for all pictures of a set, part after part.</summary>
    /// <param name="folder">Where the parts go.</param>
    /// <param name="files">The name of each picture.</param>
    /// <param name="predictions">The teacher's answer for each.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="withDistributions">Whether distributions are kept; else class, confidence and outlier score alone.</param>
    /// <exception cref="NoisyStudentException">A file cannot be written.</exception>
    public static void WriteAnswers(
        string folder, IReadOnlyList<string> files, Predictions predictions, IReadOnlyList<string> classes, bool withDistributions = true)
    {
        var kept = withDistributions ? Kept(null, classes) : null;
        foreach (var (part, rows) in Enumerable.Range(0, files.Count).Chunk(DefaultPartSize).Index())
        {
            Write(PartFile(folder, new BlockPlace(0, part)), rows.Select(picture => Row(files[picture], predictions, picture, classes, kept)));
        }
    }

    /// <summary>Writes a part, whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="files">The name of each picture.</param>
    /// <param name="predictions">The teacher's answer for each.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="largest">
    /// How many of the largest probabilities are kept, 0 for the distribution in full; null for that up to 100 classes, and the 10 largest of more.
    /// </param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void WritePart(string path, IReadOnlyList<string> files, Predictions predictions, IReadOnlyList<string> classes, int? largest = null) =>
        Write(path, files.Select((file, picture) => Row(file, predictions, picture, classes, Kept(largest, classes))));

    private static int? Kept(int? largest, IReadOnlyList<string> classes) => largest ?? (classes.Count <= FewClasses ? 0 : DefaultLargest);

    /// <param name="file">The picture's name.</param>
    /// <param name="predictions">The answers.</param>
    /// <param name="picture">The picture's number.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="largest">How many of the largest probabilities are kept; 0 for the distribution in full, null for nothing of it.</param>
    private static PseudoLabelRow Row(string file, Predictions predictions, int picture, IReadOnlyList<string> classes, int? largest)
    {
        var row = new PseudoLabelRow
        {
            File = file,
            Class = classes[predictions.Class(picture)],
            Confidence = predictions.Confidence(picture),
            OutlierScore = predictions.OutlierScore(picture),
        };
        if (largest is not { } count)
        {
            return row;
        }

        var distribution = predictions.Distribution(picture).ToArray();
        if (count == 0)
        {
            row.Distribution = [.. distribution];
            return row;
        }

        // The sort is stable: of equals the first class comes first, as it is the most probable one.
        row.LargestClasses = [.. Enumerable.Range(0, distribution.Length).OrderByDescending(c => distribution[c]).Take(count)];
        row.LargestProbabilities = row.LargestClasses.ConvertAll(c => distribution[c]);
        row.Remainder = Math.Max(0, 1 - row.LargestProbabilities.Sum());
        return row;
    }

    /// <summary>The library's interface is asynchronous alone; on a file there is nothing to wait for.</summary>
    private static void Write<TRow>(string path, IEnumerable<TRow> rows) =>
        WholeFile.Write(path, stream => ParquetSerializer.SerializeAsync(rows, stream).GetAwaiter().GetResult());
}
