using System.IO.Compression;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Tests.Images;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Sources;

/// <summary>Files of a set that are no pictures by their names, and what is said of pictures.</summary>
public sealed class OtherFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];

    private ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled", Note = _notes.Add };

    [Theory]
    [InlineData("fox/.DS_Store")]
    [InlineData("fox/Thumbs.db")]
    [InlineData("fox/@eaDir/1.jpg")]
    public void A_class_folder_with_nothing_but_what_systems_leave_is_empty(string left)
    {
        PictureSets.WriteFolder(_folder.Path, PictureSets.Named("cat/1.png", "dog/2.png", left));
        var notes = new List<string>();
        using var set = Reading.Labeled(_folder.Path, new ReadingSettings { ImageSize = 4, Set = "labeled", Note = notes.Add });
        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Contains($"the class folder 'fox' in {_folder.Path} holds no picture that is read: no files; it is no class", notes);
    }

    [Fact]
    public void What_an_archive_lacks_or_has_twice_is_told()
    {
        var path = Path.Combine(_folder.Path, "set.zip");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            foreach (var name in (string[])["cat/1.png", "dog/2.png", "dog/2.png", "../cat/3.png", "cat/../dog/4.png", "fox/"])
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(name.EndsWith('/') ? [] : PictureSets.Grey(7));
            }
        }

        var notes = new List<string>();
        using var set = Reading.Labeled(path, new ReadingSettings { ImageSize = 4, Set = "labeled", Note = notes.Add });
        Assert.Equal(["cat/1.png", "dog/2.png"], set.Images.Names);
        Assert.Equal(
            [
                $"2 pictures in {path} have names that lead through '..', and are left out, such as '../cat/3.png': pack the folder anew, by a path without '..'",
                $"1 member of {path} has the name of a later one, which alone counts, such as 'dog/2.png'",
                $"the class folder 'fox' in {path} holds no picture that is read: no files; it is no class",
            ],
            notes);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("set")]
    [InlineData("set.tar")]
    [InlineData("set.tgz")]
    [InlineData("set.zip")]
    public void They_are_counted_by_ending_the_most_frequent_first_and_hidden_ones_not_at_all(string name)
    {
        var path = Write(name, [
            .. PictureSets.Classes(2, 2), ("class-0/a.xyz", [1]), ("class-0/b.XYZ", [1]), ("class-1/IMG_0001", [1]), ("class-1/c.jpg.1", [1]), ("list.csv", [1]),
            ("class-1/.DS_Store", [1]), ("class-1/Thumbs.db", [1])]);

        Reading.Labeled(path, Settings).Dispose();

        Assert.Equal(
            ["5 files in the labeled set are no pictures that are read, and left out: 2 .xyz, 1 .1, 1 .csv, 1 without an ending; convert what is a picture to JPEG or PNG"], _notes);
    }

    [Fact]
    public void Hidden_files_alone_are_not_worth_a_word()
    {
        Reading.Labeled(Write("set", [.. PictureSets.Classes(1, 1), ("class-1/.DS_Store", [1]), ("class-1/desktop.ini", [1])]), Settings).Dispose();

        Assert.Empty(_notes);
    }

    [Fact]
    public void Of_many_endings_five_are_listed_and_what_they_are_called_is_no_order_to_a_terminal()
    {
        Reading.Unlabeled(Write("set.tar", [("1.png", PictureSets.Grey(1)), .. Enumerable.Range(10, 20).Select(i => ($"a.x{i}", new byte[1])), ("b.\u001B[2J", [1])]), Settings).Dispose();

        Assert.Contains("1 .x10, 1 .x11, 1 .x12, 1 .x13 and 16 of other endings", _notes[0], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', _notes[0]);
    }

    [Theory]
    [InlineData("set")]
    [InlineData("set.tgz")]
    public void A_class_folder_of_pictures_that_are_not_read_is_refused(string name)
    {
        var path = Write(name, [.. PictureSets.Classes(2, 2), ("line/1.heic", [1]), ("line/2.heic", [1])]);

        Assert.Equal(
            $"The class folder 'line' in {path} holds no picture that is read: 2 .heic; convert them to JPEG or PNG, or remove the folder.",
            Assert.Throws<NoisyStudentException>(() => Reading.Labeled(path, Settings)).Message);
        Assert.Throws<NoisyStudentException>(() => Reading.SurveyLabeled(path));
    }

    [Fact]
    public void A_class_folder_that_vanishes_otherwise_is_named_in_its_wrapper_too()
    {
        var path = Write("set.zip", [
            .. PictureSets.Classes(2, 2).Select(file => ($"all/{file.Name}", file.Content)), ("all/line/deep/1.foo", [1]), ("all/notes/1.txt", [1]), ("other/x.foo", [1])]);

        Reading.Labeled(path, Settings).Dispose();

        Assert.Contains($"the class folder 'line' in {path} holds no picture that is read: 1 .foo; it is no class", _notes);
        Assert.DoesNotContain(_notes, note => note.Contains("'notes'", StringComparison.Ordinal) || note.Contains("'other'", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_class_folder_is_named_but_no_empty_folder_of_a_class()
    {
        var path = Write("set", [.. PictureSets.Classes(2, 2).Select(file => ($"all/{file.Name}", file.Content))]);
        Directory.CreateDirectory(Path.Combine(path, "all/line/deep"));
        Directory.CreateDirectory(Path.Combine(path, "all/class-0/later"));

        Reading.Labeled(path, Settings).Dispose();

        Assert.Equal([$"the class folder 'line' in {path} holds no picture that is read: no files; it is no class"], _notes);
    }

    [Fact]
    public void A_set_without_pictures_says_what_there_is_instead()
    {
        var path = Write("set", [("a/1.heic", [1]), ("b/2.heic", [1])]);

        Assert.Contains("only other files (2 .heic)", Assert.Throws<NoisyStudentException>(() => Reading.Labeled(path, Settings)).Message, StringComparison.Ordinal);
        Assert.Empty(_notes);
    }

    [Fact]
    public void Shards_and_blocks_tell_of_them_as_well()
    {
        Write("s-0.tar", [("1.png", PictureSets.Grey(1)), ("a.foo", [1])]);
        Write("s-1.tgz", [("1.png", PictureSets.Grey(1)), ("a.foo", [1]), ("b.foo", [1])]);
        File.Move(Path.Combine(_folder.Path, "s-1.tgz"), Path.Combine(_folder.Path, "t-1.tgz"));
        Write("s-1.tar", [("1.png", PictureSets.Grey(1)), ("a.foo", [1])]);

        Reading.Unlabeled(Path.Combine(_folder.Path, "s-{0..1}.tar"), Settings).Dispose();
        Assert.Contains("2 files", Assert.Single(_notes), StringComparison.Ordinal);

        _notes.Clear();
        Assert.NotEmpty(new PictureBlocks(Path.Combine(_folder.Path, "t-1.tgz"), 1, Settings).Read(0, (_, _) => true, TestContext.Current.CancellationToken).ToArray());
        Assert.Contains("2 files", Assert.Single(_notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Much_that_is_cut_off_is_worth_a_word_and_nothing_that_is_not()
    {
        var path = Write("set", [("1.png", EncodedPictures.Plain(SKColors.Red, 40, 20)), ("2.png", EncodedPictures.Plain(SKColors.Red, 40, 20))]);

        Reading.Unlabeled(path, Settings).Dispose();
        Assert.StartsWith("50.0% of the area of the labeled pictures lies outside", Assert.Single(_notes), StringComparison.Ordinal);

        using var padded = Reading.Unlabeled(path, Settings with { Fit = ImageFit.Pad });
        Assert.Single(_notes);
        Assert.Equal([128, 128, 128, 255, 0, 0], [.. padded.Pixels(0)[..3], .. padded.Pixels(0)[12..15]]);

        Reading.Unlabeled(Write("other", [("1.png", EncodedPictures.Plain(SKColors.Red, 40, 30))]), Settings).Dispose();
        Assert.Single(_notes);
    }

    [Fact]
    public void Dark_deep_pictures_and_further_pages_are_worth_a_word()
    {
        var tiff = new TiffFile { Width = 4, Height = 4, Bits = 16, HasSecondPage = true, Samples = (column, _) => [column * 1000] };
        var path = Write("set", [("1.png", PictureSets.Grey(1)), ("2.tif", tiff.Write())]);

        Reading.Unlabeled(path, Settings).Dispose();
        Assert.Equal(2, _notes.Count);
        Assert.Contains("1 of 2 labeled pictures has 16 bits a sample and no value over 4,095", _notes[0], StringComparison.Ordinal);
        Assert.Contains("more than one page", _notes[1], StringComparison.Ordinal);

        _notes.Clear();
        using var read = Reading.Unlabeled(path, Settings with { SampleBits = 12 });
        Assert.Contains("more than one page", Assert.Single(_notes), StringComparison.Ordinal);
        Assert.Equal(62, read.Pixels(1)[3]);
        Assert.Equal(12, Reading.SurveyUnlabeled(path).UsedSampleBits);

        _notes.Clear();
        Reading.Unlabeled(path, Settings with { SampleBits = 10 }).Dispose();
        Assert.Contains("values over the 1,023 that sample-bits: 10 allows", _notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_above_the_limit_is_left_out_and_read_where_the_limit_is_higher()
    {
        var path = Write("set", [("1.png", PictureSets.Grey(1)), ("2.png", EncodedPictures.Plain(SKColors.Red, 40, 20))]);
        var bad = new List<UnreadableFile>();

        Reading.Unlabeled(path, Settings with { MostPixels = 799, Unreadable = bad.Add }).Dispose();
        Assert.Equal("40 x 20 pixels are more than the limit of 0.001 million, which `MostPixels` sets", Assert.Single(bad).Reason);
        using var all = Reading.Unlabeled(path, Settings with { MostPixels = 800 });
        Assert.Equal(2, all.Count);
    }

    private string Write(string name, IEnumerable<(string Name, byte[] Content)> files)
    {
        var path = Path.Combine(_folder.Path, name);
        if (Path.HasExtension(name))
        {
            return PictureSets.Write(path, files);
        }

        PictureSets.WriteFolder(path, files);
        return path;
    }
}
