using NoisyStudent.Evaluation;
using Parquet.Serialization;

namespace NoisyStudent.PseudoLabels;

/// <summary>Pseudo-labels and selections as Parquet files, for people and for other programs.</summary>
public static class PseudoLabelFiles
{
    private const int RowsPerFile = 100_000;

    /// <summary>Writes the teacher's answer for every picture as <c>part-00000.parquet</c> and so on.</summary>
    /// <param name="folder">Where the parts go.</param>
    /// <param name="files">The name of each picture.</param>
    /// <param name="predictions">The teacher's answer for each.</param>
    /// <param name="classes">The class names.</param>
    /// <exception cref="NoisyStudentException">A file cannot be written.</exception>
    public static void WriteAnswers(string folder, IReadOnlyList<string> files, Predictions predictions, IReadOnlyList<string> classes)
    {
        foreach (var (part, rows) in Enumerable.Range(0, files.Count).Chunk(RowsPerFile).Index())
        {
            Write(Path.Combine(folder, $"part-{part:D5}.parquet"), rows.Select(row => new PseudoLabelRow
            {
                File = files[row],
                Class = classes[predictions.Class(row)],
                Confidence = predictions.Confidence(row),
                Distribution = [.. predictions.Distribution(row)],
            }));
        }
    }

    /// <summary>Writes the pictures that a student sees.</summary>
    /// <param name="path">The file.</param>
    /// <param name="files">The name of each picture.</param>
    /// <param name="predictions">The teacher's answer for each.</param>
    /// <param name="selection">How many copies of each.</param>
    /// <param name="classes">The class names.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void WriteSelection(
        string path, IReadOnlyList<string> files, Predictions predictions, Selection selection, IReadOnlyList<string> classes) =>
        Write(path, Enumerable.Range(0, files.Count).Where(row => selection.Copies[row] > 0).Select(row => new SelectedRow
        {
            File = files[row],
            Class = classes[predictions.Class(row)],
            Confidence = predictions.Confidence(row),
            Copies = selection.Copies[row],
        }));

    /// <summary>The library's interface is asynchronous alone; on a file there is nothing to wait for.</summary>
    private static void Write<TRow>(string path, IEnumerable<TRow> rows) =>
        WholeFile.Write(path, stream => ParquetSerializer.SerializeAsync(rows, stream).GetAwaiter().GetResult());
}
