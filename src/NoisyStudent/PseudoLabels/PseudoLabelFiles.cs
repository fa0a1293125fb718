using NoisyStudent.Datasets;
using NoisyStudent.Prediction;
using Parquet.Serialization;

namespace NoisyStudent.PseudoLabels;

/// <summary>Pseudo-labels as Parquet files, for people and for other programs.</summary>
internal static class PseudoLabelFiles
{
    /// <summary>How many pictures a part has, where nothing else is asked for.</summary>
    public const int DefaultPartSize = 50_000;

    /// <summary>Up to so many classes, distributions are kept in full where nothing else is asked for.</summary>
    private const int FewClasses = 100;
    private const int DefaultLargest = 10;

    private static readonly IReadOnlyDictionary<string, string> _noMetadata = new Dictionary<string, string>();

    /// <summary>The file of a part.</summary>
    /// <param name="folder">The folder of all parts.</param>
    /// <param name="part">The block of pictures that it answers for.</param>
    public static string PartFile(string folder, BlockPlace part) => Path.Combine(folder, $"part-{part.Archive:D5}-{part.Number:D5}.parquet");

    /// <summary>Whether a folder holds any finished part.</summary>
    /// <param name="folder">The folder, which may be missing.</param>
    public static bool HasParts(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "part-*.parquet").Any();

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
        WritePart(path, [.. files.Select((file, picture) => Row(file, predictions, picture, classes, KeptOf(largest, classes.Count)))], _noMetadata);

    /// <summary>Writes a part, whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="metadata">What it says of itself.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    internal static void WritePart(string path, IReadOnlyList<PseudoLabelRow> rows, IReadOnlyDictionary<string, string> metadata) =>
        // The library's interface is asynchronous alone; on a file there is nothing to wait for.
        WholeFile.Write(path, stream => ParquetSerializer.SerializeAsync(rows, stream, customMetadata: metadata).GetAwaiter().GetResult());

    /// <summary>How many of the largest probabilities are kept, 0 for the distribution in full.</summary>
    /// <param name="largest">What is asked for; null for a choice by the number of classes.</param>
    /// <param name="classes">How many classes there are.</param>
    internal static int KeptOf(int? largest, int classes) => (largest ?? (classes <= FewClasses ? 0 : DefaultLargest)) is var kept && kept < classes ? kept : 0;

    /// <summary>A row.</summary>
    /// <param name="file">The picture's name.</param>
    /// <param name="predictions">The answers.</param>
    /// <param name="picture">The picture's number.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="kept">How many of the largest probabilities are kept; 0 for the distribution in full, null for nothing of it.</param>
    internal static PseudoLabelRow Row(string file, Predictions predictions, int picture, IReadOnlyList<string> classes, int? kept)
    {
        var row = new PseudoLabelRow
        {
            File = file,
            Class = classes[predictions.Class(picture)],
            Confidence = predictions.Confidence(picture),
            OutlierScore = predictions.OutlierScore(picture),
        };
        if (kept is not { } count)
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
}
