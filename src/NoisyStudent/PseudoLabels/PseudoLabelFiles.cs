using NoisyStudent.Evaluation;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace NoisyStudent.PseudoLabels;

/// <summary>Pseudo-labels and selections as Parquet files, for people and for other programs.</summary>
public static class PseudoLabelFiles
{
    private const int RowsPerFile = 100_000;

    /// <summary>
    /// Writes the teacher's answer for every image as <c>part-00000.parquet</c> and so on: file (string), class (string), confidence (float),
    /// distribution (list of float, in the order of the classes).
    /// </summary>
    /// <param name="folder">Where the parts go.</param>
    /// <param name="files">The name of each image.</param>
    /// <param name="predictions">The teacher's answer for each.</param>
    /// <param name="classes">The class names.</param>
    /// <exception cref="NoisyStudentException">A file cannot be written.</exception>
    public static void WriteAnswers(string folder, IReadOnlyList<string> files, Predictions predictions, IReadOnlyList<string> classes)
    {
        for (var start = 0; start < files.Count; start += RowsPerFile)
        {
            var rows = Enumerable.Range(start, Math.Min(RowsPerFile, files.Count - start)).ToArray();
            var values = rows.SelectMany(row => predictions.Distribution(row).ToArray()).ToArray();
            var repetitions = Enumerable.Range(0, values.Length).Select(i => i % classes.Count == 0 ? 0 : 1).ToArray();
            var distribution = new ListField("distribution", new DataField<float>("element"));
            Write(
                Path.Combine(folder, $"part-{start / RowsPerFile:D5}.parquet"),
                new ParquetSchema([.. CommonFields, distribution]),
                schema => [.. Common(schema, rows, files, predictions, classes), new DataColumn(schema.DataFields[3], values, repetitions)]);
        }
    }

    /// <summary>Writes the images that a student sees: file (string), class (string), confidence (float), copies (int).</summary>
    /// <param name="path">The file.</param>
    /// <param name="files">The name of each image.</param>
    /// <param name="predictions">The teacher's answer for each.</param>
    /// <param name="selection">How many copies of each.</param>
    /// <param name="classes">The class names.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void WriteSelection(
        string path, IReadOnlyList<string> files, Predictions predictions, Selection selection, IReadOnlyList<string> classes)
    {
        var rows = Enumerable.Range(0, files.Count).Where(row => selection.Copies[row] > 0).ToArray();
        Write(
            path,
            new ParquetSchema([.. CommonFields, new DataField<int>("copies")]),
            schema =>
            [
                .. Common(schema, rows, files, predictions, classes),
                new DataColumn(schema.DataFields[3], rows.Select(row => selection.Copies[row]).ToArray()),
            ]);
    }

    private static Field[] CommonFields =>
        [new DataField<string>("file", nullable: false), new DataField<string>("class", nullable: false), new DataField<float>("confidence")];

    private static DataColumn[] Common(
        ParquetSchema schema, int[] rows, IReadOnlyList<string> files, Predictions predictions, IReadOnlyList<string> classes) =>
    [
        new(schema.DataFields[0], rows.Select(row => files[row]).ToArray()),
        new(schema.DataFields[1], rows.Select(row => classes[predictions.Class(row)]).ToArray()),
        new(schema.DataFields[2], rows.Select(predictions.Confidence).ToArray()),
    ];

    private static void Write(string path, ParquetSchema schema, Func<ParquetSchema, DataColumn[]> columns) => WholeFile.Write(path, stream =>
    {
        // The library's interface is asynchronous alone; on a file there is nothing to wait for.
        WriteAsync(stream, schema, columns(schema)).GetAwaiter().GetResult();
    });

    private static async Task WriteAsync(Stream stream, ParquetSchema schema, DataColumn[] columns)
    {
        await using var writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        foreach (var column in columns)
        {
            await group.WriteColumnAsync(column).ConfigureAwait(false);
        }
    }
}
