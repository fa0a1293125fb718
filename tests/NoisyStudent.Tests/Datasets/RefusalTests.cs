using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class RefusalTests
{
    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled" };

    [Fact]
    public void Every_refusal_of_a_path_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var nowhere = Path.Combine(folder.Path, "nowhere");
        var text = folder.Write("set.txt", [1]);
        const string Supported = "a folder, a .tar, .tar.gz, .tgz or .zip archive, several as in shards-{000..127}.tar, a .csv or .tsv of paths, "
            + "or MNIST's or CIFAR's files.";

        Assert.Equal($"{nowhere} does not exist: give the path of {Supported}", Refusal(() => Reading.Labeled(nowhere, Settings)));
        Assert.Equal($"{text} cannot be read as a set of pictures (not a JPEG, PNG, BMP, GIF, WebP, TIFF or Netpbm picture): give {Supported}", Refusal(() => Reading.Unlabeled(text, Settings)));
    }

    [Fact]
    public void A_set_without_pictures_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("notes.txt", [1]);
        folder.Write("a/x.heic", [1]);

        Assert.Equal(
            $"There are no pictures (.jpg, .png, .bmp, .gif, .webp, .tif, .ppm) in {folder.Path}, only other files (1 .heic, 1 .txt): give a path that holds some.",
            Refusal(() => Reading.Unlabeled(folder.Path, Settings)));
    }

    [Fact]
    public void A_set_without_a_readable_picture_is_refused_with_the_first_reason()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b/1.png", []);
        folder.Write("a/1.png", PictureSets.Truncated());
        var bad = new List<UnreadableFile>();

        var expected = $"None of the 2 pictures in {folder.Path} can be read; the first is a/1.png: the file is truncated; "
            + "give a path that holds whole pictures.";
        Assert.Equal(expected, Refusal(() => Reading.Labeled(folder.Path, Settings with { Unreadable = bad.Add })));
        Assert.Equal(expected, Refusal(() => Reading.Unlabeled(folder.Path, Settings)));
        Assert.Equal(2, bad.Count);
    }

    [Fact]
    public void A_labeled_set_of_one_class_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cat/1.png", PictureSets.Grey(1));

        Assert.Equal(
            $"All pictures in {folder.Path} are of one class, 'cat': a classifier needs at least two class folders.",
            Refusal(() => Reading.Labeled(folder.Path, Settings)));
    }

    [Fact]
    public void A_labeled_set_without_class_folders_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.png", PictureSets.Grey(1));

        Assert.Equal(
            $"The pictures in {folder.Path} lie in no class folder: put those of each class into a folder that has the class's name.",
            Refusal(() => Reading.Labeled(folder.Path, Settings)));
    }

    [Fact]
    public void A_class_without_a_readable_picture_is_refused()
    {
        using var folder = new TemporaryFolder();
        PictureSets.WriteFolder(folder.Path, [.. PictureSets.Classes(1, 1), ("owl/1.png", []), ("owl/2.png", [])]);

        Assert.Equal(
            $"None of the 2 pictures of class 'owl' in {folder.Path} can be read; the first is owl/1.png: the file is empty; "
            + "mend them, or remove the class.",
            Refusal(() => Reading.Labeled(folder.Path, Settings)));
    }

    [Fact]
    public void A_set_that_does_not_fit_on_the_disk_is_refused_before_it_is_read()
    {
        using var folder = new TemporaryFolder();
        const int Side = 26_000;
        var tooMany = (int)(new DriveInfo(folder.Path).AvailableFreeSpace / (3L * Side * Side)) + 2;
        var path = PictureSets.WriteZip(
            Path.Combine(folder.Path, "set.zip"), Enumerable.Range(0, tooMany).Select(index => ($"{index}.png", new byte[] { 1 })));

        var message = Refusal(() => Reading.Unlabeled(path, Settings with { ImageSize = Side, PixelFolder = folder.Path }));

        Assert.StartsWith(
            $"The labeled set {path} does not fit on the disk of {folder.Path}: {tooMany:N0} pictures of 26000 x 26000 pixels take ",
            message, StringComparison.Ordinal);
        Assert.EndsWith(" are free; make room, choose a folder on another disk, or a smaller image size.", message, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_for_pixels_that_cannot_be_written_is_named()
    {
        using var folder = new TemporaryFolder();
        folder.Write("set/1.png", PictureSets.Grey(1));
        var nowhere = Path.Combine(folder.Path, "nowhere");

        Assert.StartsWith(
            $"Cannot write decoded pictures into {nowhere}: ",
            Refusal(() => Reading.Unlabeled(Path.Combine(folder.Path, "set"), Settings with { PixelFolder = nowhere })),
            StringComparison.Ordinal);
    }

    private static string Refusal(Action read) => Assert.Throws<NoisyStudentException>(read).Message;
}
