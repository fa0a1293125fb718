using System.Text.Json.Serialization;
using NoisyStudent.PseudoLabels;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public sealed class SelectionRefusalTests : IDisposable
{
    private readonly LabelsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(float.NaN, "a row with confidence NaN")]
    [InlineData(1.5f, "a row with confidence 1.5")]
    [InlineData(-0.5f, "a row with confidence -0.5")]
    public void A_confidence_that_is_no_probability_is_refused(float confidence, string expected)
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f));
        var part = _folder.WritePart(1, LabelsFolder.Row("2", "a", confidence));
        Assert.Equal($"{part} has {expected}, which must be from 0 to 1: label the pictures again, into another folder.", Refused());
    }

    [Fact]
    public void Rows_without_file_class_confidence_or_outlier_score_are_refused()
    {
        var part = _folder.WritePart(0, new LooseRow { Class = "a", Confidence = 1, OutlierScore = 1 }, new LooseRow { Class = "a", Confidence = 1, OutlierScore = 1 });
        Assert.StartsWith($"{part} has a row without file:", Refused(), StringComparison.Ordinal);
        _folder.WritePart(0, new LooseRow { File = "1", Confidence = 1 });
        Assert.StartsWith($"{part} has a row without class:", Refused(), StringComparison.Ordinal);
        _folder.WritePart(0, new LooseRow { File = "1", Class = "a" });
        Assert.StartsWith($"{part} has a row with confidence null,", Refused(), StringComparison.Ordinal);
        _folder.WritePart(0, new LooseRow { File = "1", Class = "a", Confidence = 1 });
        Assert.StartsWith($"{part} has a row without outlier score:", Refused(_folder.Request() with { OutlierScore = 3 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_that_is_there_twice_is_refused()
    {
        var first = _folder.WritePart(0, LabelsFolder.Row("0", "a", 0.5f), LabelsFolder.Row("1", "a", 0.5f));
        var second = _folder.WritePart(1, LabelsFolder.Row("1", "b", 0.75f));
        Assert.StartsWith($"{first} has the picture 1, and {second} has it again:", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_the_description_does_not_name_is_refused()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f), LabelsFolder.Row("2", "b", 0.5f));
        new LabelsDescription { Classes = ["a"] }.WriteOnce(_folder.Labels);
        Assert.Contains("has a row of class b, which is none of the classes", Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"classes": ["a", "a"]}""", "names a class twice")]
    [InlineData("""{"classes": ["a", null]}""", "names a class twice, or one without name")]
    [InlineData("""{"teachers": []}""", "labels.json cannot be read")]
    [InlineData("""{"classes": [""", "labels.json cannot be read")]
    public void A_description_that_cannot_be_used_is_refused(string json, string expected)
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f));
        File.WriteAllText(Path.Combine(_folder.Labels, "labels.json"), json);
        Assert.Contains(expected, Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_without_a_column_or_with_one_of_another_type_are_refused()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f));
        var part = _folder.WritePart(1, new ForeignRow { File = "1" });
        Assert.StartsWith($"{part} has a column confidence of type VARCHAR instead of FLOAT:", Refused(), StringComparison.Ordinal);
        _folder.WritePart(1, new OldRow { File = "2", Class = "a", Confidence = 1 });
        Assert.StartsWith($"{part} has no column outlier_score:", Refused(_folder.Request() with { OutlierScore = 3 }), StringComparison.Ordinal);
        Assert.Equal(2, LabelsFolder.Select(_folder.Request()).Rows.Length);
    }

    [Fact]
    public void Damaged_and_foreign_files_are_refused_and_named()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f));
        var part = _folder.WritePart(1, [.. Enumerable.Range(0, 1000).Select(i => LabelsFolder.Row($"file {i}", "a", 0.5f))]);
        var bytes = File.ReadAllBytes(part);
        byte[][] damaged = ["no Parquet at all"u8.ToArray(), [], bytes[..^1], [.. bytes[..100], .. bytes[120..]], [.. bytes[..200], .. new byte[600], .. bytes[800..]]];
        Assert.All(damaged, content =>
        {
            File.WriteAllBytes(part, content);
            Assert.StartsWith($"{part} is damaged, or no Parquet file (", Refused(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Folders_without_parts_or_rows_are_refused()
    {
        Assert.StartsWith("Cannot read the folder of pseudo-labels", Refused(), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder.Labels);
        Assert.Contains("has no file part-*.parquet", Refused(), StringComparison.Ordinal);
        _folder.WritePart<PseudoLabelRow>(0);
        Assert.Contains("have no rows", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_threshold_that_keeps_nothing_is_named()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f, 4));
        Assert.Contains("None of the 1 pseudo-labels", Refused(_folder.Request(new PseudoLabelSettings { Threshold = 0.75 })), StringComparison.Ordinal);
        Assert.Contains("an outlier score of at most 3", Refused(_folder.Request() with { OutlierScore = 3 }), StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_would_replace_what_is_read_or_is_no_file_is_refused()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f));
        Directory.CreateDirectory(_folder.In("folder.parquet"));
        Assert.All(
            (string[])["folder.parquet", "selected.csv", "labels/part-new.parquet", "labels/labels.parquet", "labels/../labels/part-new.parquet"],
            output => Assert.Contains("give `Output`", Refused(_folder.Request() with { Output = _folder.In(output) }), StringComparison.Ordinal));
        Assert.Single(LabelsFolder.Select(_folder.Request() with { Output = _folder.In("labels", "selected.parquet") }).Rows);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        _folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f));
        Assert.StartsWith("threshold is 2, but must be from 0 to 1", Refused(_folder.Request(new PseudoLabelSettings { Threshold = 2 })), StringComparison.Ordinal);
        Assert.StartsWith("class-quantile is 1,", Refused(_folder.Request(new PseudoLabelSettings { ClassQuantile = 1 })), StringComparison.Ordinal);
        Assert.StartsWith("per-class is 0,", Refused(_folder.Request(new PseudoLabelSettings { PerClass = 0 })), StringComparison.Ordinal);
        Assert.Contains("`Memory`", Refused(_folder.Request() with { Memory = 1 }), StringComparison.Ordinal);
    }

    /// <summary>The one sentence, after which nothing has been written.</summary>
    private string Refused(SelectionRequest? request = null)
    {
        var before = Directory.GetFileSystemEntries(_folder.In(), "*", SearchOption.AllDirectories);
        var message = Assert.Throws<NoisyStudentException>(() => LabelsFolder.Select(request ?? _folder.Request())).Message;
        Assert.Equal(before.Order(), Directory.GetFileSystemEntries(_folder.In(), "*", SearchOption.AllDirectories).Order());
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private sealed class LooseRow
    {
        [JsonPropertyName("file")]
        public string? File { get; set; }

        [JsonPropertyName("class")]
        public string? Class { get; set; }

        [JsonPropertyName("confidence")]
        public float? Confidence { get; set; }

        [JsonPropertyName("outlier_score")]
        public float? OutlierScore { get; set; }
    }

    private sealed class OldRow
    {
        [JsonPropertyName("file")]
        public string File { get; set; } = "";

        [JsonPropertyName("class")]
        public string Class { get; set; } = "";

        [JsonPropertyName("confidence")]
        public float Confidence { get; set; }
    }

    private sealed class ForeignRow
    {
        [JsonPropertyName("file")]
        public string File { get; set; } = "";

        [JsonPropertyName("class")]
        public string Class { get; set; } = "";

        [JsonPropertyName("confidence")]
        public string Confidence { get; set; } = "high";
    }
}
