using NoisyStudent.Cli;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Tests.Datasets;
using NoisyStudent.Tests.PseudoLabels;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

public sealed class SelectCommandTests : IDisposable
{
    private readonly LabelsFolder _folder = new();
    private readonly TestConsole _console = new();
    private readonly StringWriter _error = new();

    /// <summary>Eight pictures that are dark and four that are bright.</summary>
    public SelectCommandTests() => _folder.WritePart(
        0, Enumerable.Range(0, 12).Select(i => LabelsFolder.Row($"{i}.png", i < 8 ? "dark" : "bright", 0.5f + (0.01f * i))).ToArray());

    public void Dispose()
    {
        _folder.Dispose();
        _console.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData(2, 2, 6, 6)]
    [InlineData(3, 1, 9, 3)]
    [InlineData(1, 5, 2, 10)]
    public void Classes_get_the_shares_that_they_have_among_the_labeled_pictures(int dark, int bright, int darkShare, int brightShare)
    {
        Assert.Equal(0, Select("--labeled", Labeled(dark, bright)));
        var classes = SelectionSummary.Read(SelectionSummary.FileOf(_folder.Output)).Classes;
        Assert.Equal((Math.Min(8, darkShare), Math.Min(4, brightShare)), (classes["dark"].Kept, classes["bright"].Kept));

        // Of a copy more by chance, each of n pictures gets it or not.
        Assert.InRange(classes["dark"].Copies, Math.Min(8, darkShare), Math.Max(16, darkShare));
        Assert.InRange(classes["bright"].Copies, Math.Min(4, brightShare), 4 * ((brightShare + 3) / 4));
    }

    [Fact]
    public void Labeled_pictures_that_lack_a_class_and_no_balance_are_refused()
    {
        Assert.Equal(1, Select("--labeled", _folder.In("nowhere")));
        Assert.Equal(1, Select("--labeled", PictureSets.Write(_folder.In("other.tar"), [("dark/1.png", PictureSets.Grey(1)), ("light/1.png", PictureSets.Grey(1))])));
        Assert.Equal(2, Select("--labeled", Labeled(2, 2), "--balance", "false"));
        var sentences = _error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, sentences.Length);
        Assert.Contains("of class 'bright'", sentences[1], StringComparison.Ordinal);
        Assert.Contains("--balance false", sentences[2], StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Output));
    }

    private string Labeled(int dark, int bright) => PictureSets.Write(_folder.In("labeled.tar"), [
        .. Enumerable.Range(0, dark).Select(i => ($"dark/{i}.png", PictureSets.Grey(1))), .. Enumerable.Range(0, bright).Select(i => ($"bright/{i}.png", PictureSets.Grey(200)))]);

    private int Select(params string[] args) => NoisyStudentCommand.Run(
        ["select", "--labels", _folder.Labels, "--output", _folder.Output, "--memory", "1GiB", .. args], new Screen(_console, TextWriter.Null, _error));
}
