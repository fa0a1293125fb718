using System.Text.Json.Serialization;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using Parquet.Serialization;

namespace NoisyStudent.Tests.PseudoLabels;

/// <summary>A folder of pseudo-labels and what is selected from them, gone afterwards.</summary>
internal sealed class LabelsFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The folder of the parts.</summary>
    public string Labels => In("labels");

    /// <summary>Where the selection goes.</summary>
    public string Output => In("selected.parquet");

    public void Dispose() => _folder.Dispose();

    /// <summary>A path beside the folder of the parts.</summary>
    public string In(params string[] names) => Path.Combine([_folder.Path, .. names]);

    /// <summary>Writes one part.</summary>
    /// <typeparam name="T">What a row is.</typeparam>
    public string WritePart<T>(int number, params IReadOnlyList<T> rows) => WriteForeign(Path.Combine(Labels, $"part-00000-{number:D5}.parquet"), rows);

    /// <summary>Writes a Parquet file that says nothing of itself.</summary>
    /// <typeparam name="T">What a row is.</typeparam>
    public static string WriteForeign<T>(string path, IReadOnlyList<T> rows) =>
        WholeFileWrite(path, stream => ParquetSerializer.SerializeAsync(rows, stream).GetAwaiter().GetResult());

    /// <summary>Writes answers as one part, and reads them as targets are read.</summary>
    public StoredLabels Store(IReadOnlyList<string> files, Predictions answers, IReadOnlyList<string> classes, int? largest = null)
    {
        PseudoLabelFiles.WritePart(PseudoLabelFiles.PartFile(Labels, default), files, answers, classes, largest);
        return StoredLabels.OfParts(Labels, files, classes, _ => true, In());
    }

    /// <summary>A row.</summary>
    public static PseudoLabelRow Row(string file, string name, float confidence, float outlierScore = 0) => new()
    {
        File = file,
        Class = name,
        Confidence = confidence,
        OutlierScore = outlierScore,
        Distribution = [confidence, 1 - confidence],
    };

    /// <summary>What a selection is asked for.</summary>
    public SelectionRequest Request(PseudoLabelSettings? settings = null) => new()
    {
        Labels = Labels,
        Output = Output,
        Settings = settings ?? new PseudoLabelSettings(),
        Memory = 1L << 30,
    };

    /// <summary>Selects, and reads what was selected.</summary>
    public static (SelectionSummary Summary, SelectedRow[] Rows) Select(SelectionRequest request)
    {
        var summary = new PseudoLabelSelection(request).Execute();
        using var stream = File.OpenRead(request.Output);
        var rows = ParquetSerializer.DeserializeAsync<FileRow>(stream).GetAwaiter().GetResult().Data;
        return (summary, [.. rows.Select(row => new SelectedRow(row.File!, row.Class!, row.Confidence!.Value, row.Copies!.Value))]);
    }

    private static string WholeFileWrite(string path, Action<Stream> write)
    {
        WholeFile.Write(path, write);
        return path;
    }

    /// <summary>A row as another library than the one that wrote it reads it.</summary>
    private sealed class FileRow
    {
        [JsonPropertyName("file")]
        public string? File { get; set; }

        [JsonPropertyName("class")]
        public string? Class { get; set; }

        [JsonPropertyName("confidence")]
        public float? Confidence { get; set; }

        [JsonPropertyName("copies")]
        public int? Copies { get; set; }
    }
}
