using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class GivenPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<UnreadableFile> _unreadable = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Pictures_come_in_the_order_in_which_they_are_named_as_often_as_they_are()
    {
        var (z, a) = (_folder.Write("z.png", PictureSets.Grey(10)), _folder.Write("a.png", PictureSets.Grey(20)));
        var folder = In("folder");
        PictureSets.WriteFolder(folder, [("2.png", PictureSets.Grey(31)), ("1.png", PictureSets.Grey(30))]);
        var archive = PictureSets.Write(In("set.tar.gz"), [("deep/2.png", PictureSets.Grey(41)), ("1.png", PictureSets.Grey(40))]);
        var shards = In("s-{0..1}.zip");
        PictureSets.Write(In("s-0.zip"), [("1.png", PictureSets.Grey(50))]);
        PictureSets.Write(In("s-1.zip"), [("1.png", PictureSets.Grey(51))]);

        using var given = Read(z, shards, a, folder, z, archive, folder, z);

        Assert.Equal([10, 50, 51, 20, 30, 31, 10, 40, 41, 30, 31, 10], Enumerable.Range(0, given.Images.Count).Select(i => (int)given.Images.Pixels(i)[0]));
        Assert.Equal(
            [
                z, Path.Combine(shards, "s-0.zip/1.png"), Path.Combine(shards, "s-1.zip/1.png"), a, Path.Combine(folder, "1.png"), Path.Combine(folder, "2.png"), z,
                Path.Combine(archive, "1.png"), Path.Combine(archive, "deep/2.png"), Path.Combine(folder, "1.png"), Path.Combine(folder, "2.png"), z,
            ],
            given.Images.Names);
    }

    [Fact]
    public void What_cannot_be_read_is_left_out_and_named_once_with_its_path()
    {
        var (broken, whole) = (_folder.Write("broken.png", PictureSets.Truncated()), _folder.Write("whole.png", PictureSets.Grey(10)));
        var folder = In("folder");
        PictureSets.WriteFolder(folder, [("1.png", PictureSets.Truncated())]);
        using var given = Read(broken, folder, whole, broken);
        Assert.Equal([whole], given.Images.Names);
        Assert.Equal([broken, Path.Combine(folder, "1.png")], _unreadable.Select(file => file.File));
    }

    [Fact]
    public void All_files_of_a_folder_may_be_named_each_is_what_it_is_whatever_its_ending()
    {
        var (bare, picture) = (_folder.Write("IMG_1", PictureSets.Grey(10)), _folder.Write("2.dat", PictureSets.Grey(20)));
        var (heic, notes) = (_folder.Write("3.heic", [0, 0, 0, 24, .. "ftypheic"u8]), _folder.Write("notes.txt", "what is what"u8.ToArray()));
        using var given = Read(heic, bare, notes, picture);
        Assert.Equal([bare, picture], given.Images.Names);
        Assert.Equal([10, 20], Enumerable.Range(0, 2).Select(i => (int)given.Images.Pixels(i)[0]));
        Assert.Equal(
            [(heic, "it is HEIC, a kind of picture that is not read: convert it to JPEG or PNG"), (notes, "it is text, not a picture")],
            _unreadable.Select(file => (file.File, file.Reason)).Order());
    }

    [Fact]
    public void A_set_without_pictures_and_nothing_but_unreadable_ones_are_refused()
    {
        var broken = _folder.Write("broken.png", PictureSets.Truncated());
        Assert.Contains("None of the pictures", Assert.Throws<NoisyStudentException>(() => Read(broken)).Message, StringComparison.Ordinal);
        var empty = Directory.CreateDirectory(In("empty")).FullName;
        var refusal = Assert.Throws<NoisyStudentException>(() => Read(_folder.Write("whole.png", PictureSets.Grey(10)), empty));
        Assert.Contains(empty, refusal.Message, StringComparison.Ordinal);
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private GivenPictures Read(params string[] paths) =>
        new(paths, new ReadingSettings { ImageSize = 4, Set = "given", Unreadable = _unreadable.Add });
}
