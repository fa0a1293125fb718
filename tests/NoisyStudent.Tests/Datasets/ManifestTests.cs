using System.Text;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class ManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled" };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manifest_names_pictures_and_labels_wherever_they_lie()
    {
        var absolute = _folder.Write("elsewhere/far, \"away\".png", PictureSets.Grey(10));
        _folder.Write("near.png", PictureSets.Grey(20));
        _folder.Write("lists/img/0.png", PictureSets.Grey(30));
        var path = Write(
            "\uFEFFid, Label ,PATH\r\n"
            + $"1,\"big, old dog\",\"{absolute.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n"
            + "2,cat,../near.png\r\n"
            + "\r\n"
            + "3,cat,img/0.png\r\n"
            + "4,cat,img/0.png\r\n");

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(["big, old dog", "cat"], set.Classes);
        Assert.Equal(["../near.png", absolute, "img/0.png"], set.Images.Names);
        Assert.Equal([1, 0, 1], set.Labels);
        Assert.Equal([20, 10, 30], Enumerable.Range(0, 3).Select(i => (int)set.Images.Pixels(i)[0]));
        Assert.Equal([new ClassCount("big, old dog", 1), new ClassCount("cat", 2)], Reading.SurveyLabeled(path).Classes);
    }

    [Fact]
    public void An_unlabeled_manifest_needs_paths_alone()
    {
        _folder.Write("lists/b.png", PictureSets.Grey(20));
        _folder.Write("lists/a.png", PictureSets.Grey(10));
        Assert.Equal(["a.png", "b.png"], Reading.Unlabeled(Write("path\nb.png\na.png\n"), Settings).Names);
        Assert.Equal(["a.png"], Reading.Unlabeled(Write("path,label\na.png,\n"), Settings).Names);
    }

    [Fact]
    public void A_missing_file_is_an_unreadable_picture()
    {
        _folder.Write("lists/a.png", PictureSets.Grey(10));
        var bad = new List<UnreadableFile>();
        var set = Reading.Unlabeled(Write("path\nnowhere/b.png\na.png\n"), Settings with { Unreadable = bad.Add });
        Assert.Equal(["a.png"], set.Names);
        Assert.Equal(("nowhere/b.png", true), (bad.Single().File, bad.Single().Reason.StartsWith("the file does not exist", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("file,label\na.png,x\n", "has no column 'path', at line 1")]
    [InlineData("", "has no column 'path', at line 1")]
    [InlineData("path\na.png\n", "has no column 'label', at line 1")]
    [InlineData("path,label\na.png,x\nb.png,\n", "has no label for b.png, at line 3")]
    [InlineData("path,label\na.png,x\nb.png\n", "has no label for b.png, at line 3")]
    [InlineData("path,label\n,x\n", "has a row without a path, at line 2")]
    [InlineData("path,label\na.png,x\nb.png,x\na.png,y\n", "gives a.png two labels, 'x' and 'y', at line 4")]
    [InlineData("path,label\na.png,x\nb\"c.png,y\n", "cannot be read as CSV (quotes do not match, or a field is too long), at line 3")]
    public void A_wrong_manifest_is_refused_with_place_and_form(string text, string what)
    {
        var path = Write(text);
        Assert.Equal(
            $"The manifest {path} {what}: its first line must be path,label, or path alone for unlabeled pictures, and each further line one picture.",
            Assert.Throws<NoisyStudentException>(() => Reading.Labeled(path, Settings)).Message);
    }

    [Fact]
    public void A_field_without_an_end_takes_no_memory_without_end()
    {
        var path = Write("path\n\"" + new string('x', 200_000));
        Assert.Contains("a field is too long", Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_encodings_than_UTF_8_are_refused()
    {
        var path = _folder.Write("set.csv", [.. "path\nM"u8, 0xF6, .. "we.png\n"u8]);
        Assert.Contains("it is not UTF-8", Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message, StringComparison.Ordinal);
    }

    private string Write(string text) => _folder.Write("lists/set.csv", Encoding.UTF8.GetBytes(text));
}
