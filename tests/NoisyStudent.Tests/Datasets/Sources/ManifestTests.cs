using System.Text;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Sources;

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
    [InlineData("path, label\na.png, circle\nb.png , square\n")]
    [InlineData("path,label\na.png,circle \nb.png,\" square \"\n")]
    [InlineData("path, label\na.png, \"circle\"\nb.png, \"square\"\n")]
    [InlineData("path;label\na.png;circle\nb.png;square\n")]
    [InlineData("\"path\";\"label\"\r\n\"a.png\";\"circle\"\r\n\"b.png\";\"square\"\r\n;\r\n")]
    [InlineData("path\tlabel\na.png\tcircle\nb.png\tsquare\n")]
    [InlineData("id,File Name,Class\n1,a.png,circle\n2,b.png,square\n")]
    [InlineData("IMAGE;CATEGORY;note, if any\na.png;circle;x,y\nb.png;square;\n")]
    [InlineData("image_id,target\na.png,circle\nb.png,square\n")]
    [InlineData("filename,path,class,label\nA,a.png,0,circle\nB,b.png,1,square\n")]
    [InlineData("path,label\n./sub\\..\\a.png,circle\nb.png,square\n")]
    public void A_manifest_is_read_as_people_write_it(string text)
    {
        _folder.Write("lists/a.png", PictureSets.Grey(10));
        _folder.Write("lists/b.png", PictureSets.Grey(20));
        _folder.Write("lists/sub/c.png", PictureSets.Grey(20));
        var set = Reading.Labeled(Write(text), Settings);
        Assert.Equal(["circle", "square"], set.Classes);
        Assert.Equal([10, 20], Enumerable.Range(0, 2).Select(i => (int)set.Images.Pixels(i)[0]));
        Assert.Equal([0, 1], set.Labels);
    }

    [Fact]
    public void A_tsv_in_UTF_16_with_its_mark_is_read()
    {
        _folder.Write("ä, b;.png", PictureSets.Grey(10));
        _folder.Write("c.png", PictureSets.Grey(20));
        var path = _folder.Write("set.tsv", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("file\tlabel\r\nä, b;.png\tx\r\nc.png\ty\r\n")]);
        Assert.Equal(["c.png", "ä, b;.png"], Reading.Labeled(path, Settings).Images.Names);
    }

    [Fact]
    public void A_backslash_stays_where_a_file_has_it_in_its_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No file has it there.");
        _folder.Write("lists/a\\b.png", PictureSets.Grey(10));
        _folder.Write("lists/a/b.png", PictureSets.Grey(20));
        _folder.Write("lists/a/c.png", PictureSets.Grey(30));
        var set = Reading.Unlabeled(Write("path\na\\b.png\na\\c.png\n"), Settings);
        Assert.Equal([(30, "a/c.png"), (10, "a\\b.png")], set.Names.Select((name, i) => ((int)set.Pixels(i)[0], name)));
    }

    [Fact]
    public void Repeated_rows_and_classes_that_look_alike_are_told_of()
    {
        _folder.Write("lists/a.png", PictureSets.Grey(10));
        _folder.Write("lists/b.png", PictureSets.Grey(20));
        var notes = new List<string>();
        var path = Write("path,label\na.png,circle\nb.png,Circle\na.png,circle\na.png ,circle\n");
        Assert.Equal(["Circle", "circle"], Reading.Labeled(path, Settings with { Note = notes.Add }).Classes);
        Assert.Equal(
            [
                $"{path}: 2 rows repeat pictures with the same label; each picture counts once",
                $"{path}: classes 'Circle', 'circle' differ only by case or blanks and are taken for different ones",
            ],
            notes);
    }

    [Theory]
    [InlineData("name,label\na.png,x\n", "has no column 'path', nor one that is called file, filename, filepath, image, imagename, imagefile, imagepath, imageid, img, imgpath, picture; its columns are 'name', 'label', at line 1")]
    [InlineData("", "is empty, at line 1")]
    [InlineData("\r\n", "is empty, at line 2")]
    [InlineData("file,image,label\na.png,b.png,x\n", "has several columns that may be the path: 'file', 'image'; call the right one 'path', at line 1")]
    [InlineData("path,class,category\na.png,b,x\n", "has several columns that may be the label: 'class', 'category'; call the right one 'label', at line 1")]
    [InlineData("a.png,x\nb.png,y\n", "begins with a picture, not with the names of its columns, at line 1")]
    [InlineData("path\na.png\n", "has no column 'label', nor one that is called class, classname, labelname, category, categoryname, target; its columns are 'path', at line 1")]
    [InlineData("path,label\na.png,x\nb.png,\n", "has no label for b.png, at line 3")]
    [InlineData("path,label\na.png,x\nb.png\n", "has no label for b.png, at line 3")]
    [InlineData("path,label\n,x\n", "has a row without a path, at line 2")]
    [InlineData("path,label\na, b.png,x\n", "has 3 values for 2 columns (a value with ',' in it needs quotes around it), at line 2")]
    [InlineData("path,label\na.png,x\nb.png,x\na.png,y\n", "gives a.png two labels, 'x' and 'y', at line 4")]
    [InlineData("path,label\na.png,x\nb\"c.png,y\n", "cannot be read as CSV (quotes do not match, or a field is too long), at line 3")]
    public void A_wrong_manifest_is_refused_with_place_and_form(string text, string what)
    {
        var path = Write(text);
        Assert.Equal(
            $"The manifest {path} {what}: " + (what.EndsWith(" line 1", StringComparison.Ordinal) || text.Trim().Length == 0
                ? "its first line must name the columns, such as path,label, or path alone for unlabeled pictures."
                : "mend that line, or take it out."),
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
        Assert.Contains("it is neither UTF-8 nor marked as UTF-16", Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message, StringComparison.Ordinal);
    }

    private string Write(string text) => _folder.Write("lists/set.csv", Encoding.UTF8.GetBytes(text));
}
