using System.Text.Json.Serialization;
using NoisyStudent.PseudoLabels;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public sealed class SelectedFileTests : IDisposable
{
    private static readonly string[] _classes = ["a", "b", "c"];

    private readonly LabelsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_selection_keeps_the_distributions_and_says_of_which_classes_they_are()
    {
        _folder.WritePart(0, Row("1", "b", 0.7f, [0.2f, 0.7f, 0.1f]), Row("2", "a", 0.6f, [0.6f, 0.3f, 0.1f]));
        LabelsFolder.Select(_folder.Request(new PseudoLabelSettings { Balance = false }) with { Classes = _classes });
        var (labels, copies) = StoredLabels.OfSelection(_folder.Output, ["2", "3", "1"], _classes, withDistributions: true, _folder.In());
        using (labels)
        {
            Assert.Equal([1, 0, 1], copies);
            Assert.Equal([0, -1, 1], labels.Classes);
            var target = new float[3];
            labels.Write(2, target, new PseudoLabelSettings());
            Assert.Equal([0.2f, 0.7f, 0.1f], target);
        }

        Assert.Contains(
            "is of the classes a, b, c, but those of the labeled pictures are a, c, b",
            Refused(_folder.Output, classes: ["a", "c", "b"]), StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_probabilities_are_kept_as_they_are()
    {
        _folder.WritePart(0, new PseudoLabelRow { File = "1", Class = "c", Confidence = 0.8f, LargestClasses = [2, 0], LargestProbabilities = [0.8f, 0.15f], Remainder = 0.05f });
        LabelsFolder.Select(_folder.Request() with { Classes = _classes });
        var (labels, _) = StoredLabels.OfSelection(_folder.Output, ["1"], _classes, withDistributions: true, _folder.In());
        using (labels)
        {
            var target = new float[3];
            labels.Write(0, target, new PseudoLabelSettings());
            Assert.Equal([0.15f, 0.05f, 0.8f], target);
        }
    }

    [Fact]
    public void Without_distributions_there_are_hard_labels_alone()
    {
        Write(new SelectedFileRow { File = "1", Class = "b", Confidence = 0.5f, Copies = 2 });
        Assert.Contains("has no distributions", Refused(_folder.Output), StringComparison.Ordinal);
        Assert.Equal(["1"], SelectedFile.Read(_folder.Output, _classes, PseudoLabelKind.Hard).Names);
    }

    [Theory]
    [InlineData("a class that is none of a, b, c", "z", 0.5f, 1, new[] { 0.2f, 0.5f, 0.3f })]
    [InlineData("a confidence that is not from 0 to 1", "b", 7f, 1, new[] { 0.2f, 0.5f, 0.3f })]
    [InlineData("0 copies", "b", 0.5f, 0, new[] { 0.2f, 0.5f, 0.3f })]
    [InlineData("probabilities that do not sum to 1", "b", 0.5f, 1, new[] { 0.9f, 0.9f, 0.9f })]
    [InlineData("a probability that is not from 0 to 1", "b", 0.5f, 1, new[] { 0.7f, 0.7f, -0.4f })]
    [InlineData("a probability that is not from 0 to 1", "b", 0.5f, 1, new[] { float.NaN, 0.7f, 0.3f })]
    [InlineData("not in the order of these classes", "b", 0.5f, 1, new[] { 0.5f, 0.2f, 0.3f })]
    [InlineData("distributions of other classes than the 3", "b", 0.5f, 1, new[] { 0.5f, 0.5f })]
    public void What_cannot_be_right_is_refused(string why, string name, float confidence, int copies, float[] distribution)
    {
        Write(new SelectedFileRow { File = "1", Class = name, Confidence = confidence, Copies = copies, Distribution = [.. distribution] });
        Assert.Contains(why, Refused(_folder.Output), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new[] { 1, 3 }, new[] { 0.6f, 0.2f })]
    [InlineData(new[] { 1, -1 }, new[] { 0.6f, 0.2f })]
    [InlineData(new[] { 1, 1 }, new[] { 0.6f, 0.2f })]
    [InlineData(new[] { 1 }, new[] { 0.6f, 0.2f })]
    public void Class_numbers_that_there_are_not_are_refused(int[] classes, float[] probabilities)
    {
        Write(new SelectedFileRow
        {
            File = "1",
            Class = "b",
            Confidence = 0.6f,
            Copies = 1,
            LargestClasses = [.. classes],
            LargestProbabilities = [.. probabilities],
            Remainder = 0.2f,
        });
        Refused(_folder.Output);
    }

    [Fact]
    public void Pictures_that_are_there_twice_damaged_files_and_foreign_ones_are_refused()
    {
        var row = new SelectedFileRow { File = "1", Class = "b", Confidence = 0.5f, Copies = 1, Distribution = [0.2f, 0.5f, 0.3f] };
        Write(row, row);
        Assert.Contains("has the picture 1 twice", Refused(_folder.Output), StringComparison.Ordinal);
        File.WriteAllText(_folder.Output, "no Parquet");
        Assert.Contains("cannot be read as pseudo-labels", Refused(_folder.Output), StringComparison.Ordinal);
        Assert.Contains("does not exist", Refused(_folder.In("absent.parquet")), StringComparison.Ordinal);
        Assert.Contains("no column copies", Refused(_folder.WritePart(0, LabelsFolder.Row("1", "a", 0.5f)), ["a", "b"]), StringComparison.Ordinal);
    }

    private void Write(params SelectedFileRow[] rows) => LabelsFolder.WriteForeign(_folder.Output, rows);

    private static string Refused(string path, IReadOnlyList<string>? classes = null)
    {
        var message = Assert.Throws<NoisyStudentException>(() => SelectedFile.Read(path, classes ?? _classes, PseudoLabelKind.Soft)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static PseudoLabelRow Row(string file, string name, float confidence, List<float> distribution) =>
        new() { File = file, Class = name, Confidence = confidence, Distribution = distribution };

    private sealed class SelectedFileRow
    {
        [JsonPropertyName("file")]
        public string File { get; set; } = "";

        [JsonPropertyName("class")]
        public string Class { get; set; } = "";

        [JsonPropertyName("confidence")]
        public float Confidence { get; set; }

        [JsonPropertyName("copies")]
        public int Copies { get; set; }

        [JsonPropertyName("distribution")]
        public List<float>? Distribution { get; set; }

        [JsonPropertyName("largest_classes")]
        public List<int>? LargestClasses { get; set; }

        [JsonPropertyName("largest_probabilities")]
        public List<float>? LargestProbabilities { get; set; }

        [JsonPropertyName("remainder")]
        public float? Remainder { get; set; }
    }
}
