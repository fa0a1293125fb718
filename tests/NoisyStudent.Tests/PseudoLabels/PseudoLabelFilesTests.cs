using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using Parquet.Serialization;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public sealed class PseudoLabelFilesTests : IDisposable
{
    private static readonly string[] _classes = ["cat", "dog", "<b>"];
    private static readonly string[] _files = ["a/1.jpg", "b, \"2\".jpg"];
    private static readonly Predictions _answers = new([0.7f, 0.2f, 0.1f, 0.1f, 0.3f, 0.6f], 3);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Answers_hold_file_class_confidence_and_distribution()
    {
        PseudoLabelFiles.WritePart(PseudoLabelFiles.PartFile(_folder.Path, default), _files, _answers, _classes);
        var rows = await Read<PseudoLabelRow>("part-00000-00000.parquet");
        Assert.Equal(_files, rows.Select(row => row.File));
        Assert.Equal(["cat", "<b>"], rows.Select(row => row.Class));
        Assert.Equal([0.7f, 0.6f], rows.Select(row => row.Confidence));
        Assert.Equal([0.1f, 0.3f, 0.6f], rows[1].Distribution);
    }

    private async Task<IList<TRow>> Read<TRow>(string file)
        where TRow : class, new()
    {
        await using var stream = File.OpenRead(Path.Combine(_folder.Path, file));
        return (await ParquetSerializer.DeserializeAsync<TRow>(stream)).Data;
    }
}
