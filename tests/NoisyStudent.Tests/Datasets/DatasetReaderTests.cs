using NoisyStudent.Datasets;
using NoisyStudent.Tests.Images;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class DatasetReaderTests
{
    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled" };

    [Fact]
    public void Folder_tar_tgz_and_zip_of_a_set_give_the_same_samples_in_the_same_order()
    {
        using var folder = new TemporaryFolder();
        var files = PictureSets.Named("dog/b.png", "cat/x/2.png", "cat/10.PNG", "cat/9.png", "dog/a.png", "Zebra/1.png");
        var set = Path.Combine(folder.Path, "set");
        PictureSets.WriteFolder(set, files.Reverse());

        LabeledSet[] sets =
        [
            Reading.Labeled(set, Settings),
            Reading.Labeled(PictureSets.WriteTar(Path.Combine(folder.Path, "set.tar"), files), Settings),
            Reading.Labeled(PictureSets.WriteTar(Path.Combine(folder.Path, "set.tar.gz"), files.Reverse()), Settings),
            Reading.Labeled(PictureSets.WriteTar(Path.Combine(folder.Path, "set.tgz"), files), Settings),
            Reading.Labeled(PictureSets.WriteZip(Path.Combine(folder.Path, "set.zip"), files), Settings),
            Reading.Labeled(PictureSets.WriteTar(Path.Combine(folder.Path, "dots.tar"), Prefix("./", files)), Settings),
            Reading.Labeled(PictureSets.WriteZip(Path.Combine(folder.Path, "windows.ZIP"), Slashed(files)), Settings),
        ];

        Assert.All(sets, read =>
        {
            Assert.Equal(["Zebra", "cat", "dog"], read.Classes);
            Assert.Equal(["Zebra/1.png", "cat/10.PNG", "cat/9.png", "cat/x/2.png", "dog/a.png", "dog/b.png"], read.Images.Names);
            Assert.Equal([0, 1, 1, 1, 2, 2], read.Labels);
            Assert.Equal([60, 30, 40, 20, 50, 10], Levels(read.Images));
        });
    }

    [Theory]
    [InlineData("pets/")]
    [InlineData("download/pets/")]
    public void A_folder_around_the_class_folders_is_passed_over(string wrapper)
    {
        using var folder = new TemporaryFolder();
        var files = Prefix(wrapper, PictureSets.Classes(2, 1)).Append(("notes.txt", [1])).ToArray();
        PictureSets.WriteFolder(Path.Combine(folder.Path, "set"), files);

        foreach (var path in new[]
        {
            Path.Combine(folder.Path, "set"),
            PictureSets.WriteTar(Path.Combine(folder.Path, "set.tar"), files),
            PictureSets.WriteZip(Path.Combine(folder.Path, "set.zip"), files),
        })
        {
            var read = Reading.Labeled(path, Settings);
            Assert.Equal(["class-0", "class-1"], read.Classes);
            Assert.Equal(["class-0/000.png", "class-0/001.png", "class-1/000.png"], read.Images.Names);
        }
    }

    [Fact]
    public void Unlabeled_pictures_may_lie_at_any_depth_and_keep_their_names()
    {
        using var folder = new TemporaryFolder();
        var path = PictureSets.WriteZip(Path.Combine(folder.Path, "set.zip"), PictureSets.Named("a/b/c/1.png", "a/2.png"));

        Assert.Equal(["a/2.png", "a/b/c/1.png"], Reading.Unlabeled(path, Settings).Names);
    }

    [Fact]
    public void Pictures_are_fitted_to_the_size()
    {
        using var folder = new TemporaryFolder();
        folder.Write("wide.png", EncodedPictures.Plain(SKColors.Lime, 50, 20));
        folder.Write("high.png", EncodedPictures.Plain(SKColors.Lime, 3, 9));

        var set = Reading.Unlabeled(folder.Path, Settings with { ImageSize = 6 });

        Assert.Equal(6, set.ImageSize);
        for (var index = 0; index < 2; index++)
        {
            Assert.Equal(Enumerable.Repeat(new byte[] { 0, 255, 0 }, 36).SelectMany(pixel => pixel), set.Pixels(index).ToArray());
        }
    }

    [Fact]
    public void Hidden_files_and_other_files_are_counted_and_ignored()
    {
        using var folder = new TemporaryFolder();
        var files = PictureSets.Named("a/1.png", "a/.hidden.png", ".cache/2.png", "__MACOSX/a/._1.png", "a/@eaDir/1.png/SYNO.png", "a/notes.txt", "a/3.heic");
        var progress = new Recorder<ReadingProgress>();

        var set = Reading.Unlabeled(
            PictureSets.WriteTar(Path.Combine(folder.Path, "set.tar"), files), Settings with { Progress = progress });

        Assert.Equal(["a/1.png"], set.Names);
        Assert.Equal(new ReadingProgress("labeled", 1, 1, 6), progress.Reports[^1]);
    }

    [Fact]
    public void Progress_ends_at_the_total()
    {
        using var folder = new TemporaryFolder();
        PictureSets.WriteFolder(folder.Path, PictureSets.Classes(70, 80));
        var progress = new Recorder<ReadingProgress>();

        Reading.Labeled(folder.Path, Settings with { Progress = progress });

        Assert.Equal([64, 128, 150], progress.Reports.Select(report => report.Done));
        Assert.All(progress.Reports, report => Assert.Equal(("labeled", 150), (report.Set, report.Total)));
    }

    [Fact]
    public void Bad_pictures_are_skipped_and_reported_in_the_order_of_their_names()
    {
        using var folder = new TemporaryFolder();
        (string, byte[])[] files =
        [
            .. PictureSets.Classes(2, 2),
            ("class-1/z.jpg", []),
            ("class-0/m.png", PictureSets.Truncated()),
            ("class-0/t.jpg", [1, 2, 3]),
            ("root.png", PictureSets.Grey(1)),
        ];
        var set = Path.Combine(folder.Path, "set");
        PictureSets.WriteFolder(set, files);

        foreach (var path in new[] { set, PictureSets.WriteTar(Path.Combine(folder.Path, "set.tar"), files.Reverse()) })
        {
            var bad = new List<UnreadableFile>();
            var read = Reading.Labeled(path, Settings with { Unreadable = bad.Add });

            Assert.Equal(["class-0/000.png", "class-0/001.png", "class-1/000.png", "class-1/001.png"], read.Images.Names);
            Assert.Equal(
                [
                    new UnreadableFile("labeled", "class-0/m.png", "the file is truncated"),
                    new UnreadableFile("labeled", "class-0/t.jpg", "not a JPEG, PNG, BMP, GIF, WebP, TIFF or Netpbm picture"),
                    new UnreadableFile("labeled", "class-1/z.jpg", "the file is empty"),
                    new UnreadableFile("labeled", "root.png", "not in a class folder"),
                ],
                bad);
        }
    }

    [Fact]
    public void A_bad_picture_is_reported_by_its_full_name_inside_a_wrapper()
    {
        using var folder = new TemporaryFolder();
        var bad = new List<UnreadableFile>();
        var path = PictureSets.WriteZip(
            Path.Combine(folder.Path, "set.zip"), [.. Prefix("pets/", PictureSets.Classes(1, 1)), ("pets/class-0/bad.png", [1])]);

        Reading.Labeled(path, Settings with { Unreadable = bad.Add });

        Assert.Equal("pets/class-0/bad.png", Assert.Single(bad).File);
    }

    [Fact]
    public void Where_none_may_be_bad_the_first_bad_picture_stops_the_reading()
    {
        using var folder = new TemporaryFolder();
        PictureSets.WriteFolder(folder.Path, PictureSets.Classes(300, 300));
        for (var index = 150; index < 300; index += 10)
        {
            folder.Write($"class-0/{index}.png", PictureSets.Truncated());
        }

        var message = Refusal(() => Reading.Labeled(folder.Path, Settings with { BadImages = BadImagePolicy.Fail }));

        Assert.Equal(
            $"The picture class-0/150.png in the labeled set {folder.Path} cannot be read: the file is truncated; "
            + "mend or remove it, or have bad pictures skipped.",
            message);
    }

    [Fact]
    public void Where_none_may_be_bad_a_picture_outside_the_class_folders_stops_the_reading()
    {
        using var folder = new TemporaryFolder();
        PictureSets.WriteFolder(folder.Path, [.. PictureSets.Classes(1, 1), ("root.png", PictureSets.Grey(1))]);

        Assert.Contains(
            "root.png",
            Refusal(() => Reading.Labeled(folder.Path, Settings with { BadImages = BadImagePolicy.Fail })),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_link_is_an_unreadable_picture()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.png", PictureSets.Grey(1));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "2.png"), Path.Combine(folder.Path, "nowhere.png"));
        var bad = new List<UnreadableFile>();

        var set = Reading.Unlabeled(folder.Path, Settings with { Unreadable = bad.Add });

        Assert.Equal(["1.png"], set.Names);
        Assert.Contains("does not exist", Assert.Single(bad).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_to_folders_and_files_are_followed_but_not_in_circles()
    {
        using var folder = new TemporaryFolder();
        folder.Write("set/a/1.png", PictureSets.Grey(1));
        folder.Write("elsewhere/2.png", PictureSets.Grey(2));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "set/a/self"), Path.Combine(folder.Path, "set/a"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "set/a/up"), "../..");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "set/b"), Path.Combine(folder.Path, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "set/3.png"), "a/1.png");

        var names = Reading.Unlabeled(Path.Combine(folder.Path, "set"), Settings).Names;

        Assert.Equal(["3.png", "a/1.png", "a/up/elsewhere/2.png", "b/2.png"], names);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var folder = new TemporaryFolder();
        PictureSets.WriteFolder(folder.Path, PictureSets.Classes(2, 2));

        Assert.ThrowsAny<OperationCanceledException>(
            () => DatasetReader.ReadLabeled(folder.Path, Settings, new CancellationToken(canceled: true)));
    }

    private static string Refusal(Action read) => Assert.Throws<NoisyStudentException>(read).Message;

    private static IEnumerable<int> Levels(ImageSet set) => Enumerable.Range(0, set.Count).Select(index => (int)set.Pixels(index)[0]);

    private static (string, byte[])[] Prefix(string prefix, (string Name, byte[] Content)[] files) =>
        [.. files.Select(file => (prefix + file.Name, file.Content))];

    private static (string, byte[])[] Slashed((string Name, byte[] Content)[] files) =>
        [.. files.Select(file => (file.Name.Replace('/', '\\'), file.Content))];

    private sealed class Recorder<T> : IProgress<T>
    {
        public List<T> Reports { get; } = [];

        public void Report(T value) => Reports.Add(value);
    }
}
