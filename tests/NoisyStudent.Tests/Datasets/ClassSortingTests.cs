using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class ClassSortingTests : IDisposable
{
    private static readonly string[] _classes = ["cat", "dog"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("set")]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    [InlineData("set.zip")]
    public void Copies_have_the_bytes_of_their_pictures_and_distinct_names(string name)
    {
        (string Name, byte[] Content)[] files = [("1.png", PictureSets.Grey(1)), ("a/1.png", PictureSets.Grey(2)), ("b/1.png", PictureSets.Grey(3)), ("b/2.png", PictureSets.Grey(4))];
        if (name == "set")
        {
            PictureSets.WriteFolder(In(name), files);
        }
        else
        {
            PictureSets.Write(In(name), files);
        }

        var sorted = Sort([In(name)], 0, 1, 0, 0);
        Assert.Equal([3, 1], sorted.Counts);
        Assert.Equal((0, 1), (sorted.There, sorted.Renamed));
        Assert.Equal(["cat/1-2.png", "cat/1.png", "cat/2.png", "dog/1.png"], Sorted());
        Assert.Equal(files[0].Content, Bytes("cat/1.png"));
        Assert.Equal(files[1].Content, Bytes("dog/1.png"));
        Assert.Equal(files[2].Content, Bytes("cat/1-2.png"));
        Assert.Equal(files[3].Content, Bytes("cat/2.png"));
    }

    [Fact]
    public void Of_two_members_of_one_name_the_later_one_is_sorted_as_it_is_the_one_that_is_read()
    {
        var archive = PictureSets.Write(In("set.tar.gz"), [("1.png", PictureSets.Grey(1)), ("2.png", PictureSets.Grey(2)), ("1.png", PictureSets.Grey(3))]);
        Sort([archive], 0, 0);
        Assert.Equal(PictureSets.Grey(3), Bytes("cat/1.png"));
    }

    [Fact]
    public void A_picture_that_is_named_twice_by_whatever_paths_is_there_once()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png", "2.png"));
        var sorted = Sort([In("set/1.png"), In("set"), In("set/../set/"), In("set/1.png")], 0, 0, 1, 0, 1, 0);
        Assert.Equal([1, 1], sorted.Counts);
        Assert.Equal(["cat/1.png", "dog/2.png"], Sorted());
    }

    [Fact]
    public void Sorted_copies_in_a_folder_of_pictures_are_none_of_its_pictures_whoever_reads_it()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("a/1.png", "b/1.png"));
        Sort(In("set/a/sorted"), link: false, [In("set/a"), In("set/b")], 1, 0);
        Assert.Equal(["a/1.png", "b/1.png"], Reading.Labeled(In("set"), Settings).Images.Names);
        Assert.Equal(["cat/1.png", "dog/1.png"], Reading.Labeled(In("set/a/sorted"), Settings).Images.Names);
    }

    [Fact]
    public void The_same_sorting_once_more_adds_what_is_missing_and_changes_nothing()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png", "2.png", "3.png"));
        Sort([In("set")], 0, 1, 0);
        File.Delete(In("sorted/dog/2.png"));
        File.WriteAllText(In("sorted/dog/2.png.123.part"), "half");
        File.WriteAllText(In("sorted/.DS_Store"), "a system's own");
        var before = File.GetLastWriteTimeUtc(In("sorted/cat/1.png"));
        var sorted = Sort([In("set")], 0, 1, 0);
        Assert.Equal(2, sorted.There);
        Assert.Equal(["cat/1.png", "cat/3.png", "dog/2.png"], Sorted().Where(name => name != ".DS_Store"));
        Assert.Equal(before, File.GetLastWriteTimeUtc(In("sorted/cat/1.png")));
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("holiday/1.png")]
    [InlineData("cat/other.png")]
    [InlineData("cat/deep/1.png")]
    [InlineData("dog/1.png")]
    public void A_folder_with_other_files_is_refused_and_left_as_it_is(string other)
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png"));
        _folder.Write($"sorted/{other}", [1]);
        var refusal = Assert.Throws<NoisyStudentException>(() => Sort([In("set")], 0));
        Assert.Contains(other.Split('/')[0], refusal.Message, StringComparison.Ordinal);
        Assert.Equal([other], Sorted());
    }

    [Fact]
    public void Another_picture_of_the_same_name_is_never_written_over()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png"));
        _folder.Write("sorted/cat/1.png", [1]);
        Assert.Contains("cat/1.png", Assert.Throws<NoisyStudentException>(() => Sort([In("set")], 0)).Message, StringComparison.Ordinal);
        Assert.Equal((byte[])[1], Bytes("cat/1.png"));
    }

    [Fact]
    public void The_folder_may_lie_among_the_pictures_whose_copies_are_then_no_pictures_of_the_set()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png", "a/2.png"));
        var folder = In("set/sorted");
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal([1, 1], Sort(folder, link: false, [In("set")], 0, 1).Counts);
        }

        Assert.Equal(["cat/1.png", "dog/2.png"], Files(folder));
    }

    [Theory]
    [InlineData("sorted")]
    [InlineData("sorted/cat")]
    [InlineData("sorted/cat/1.png")]
    public void Pictures_that_lie_in_the_folder_already_are_refused(string path)
    {
        _folder.Write("sorted/cat/1.png", PictureSets.Grey(1));
        Assert.Contains("lies in", Assert.Throws<NoisyStudentException>(() => Sort([In(path)], 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_no_folder_to_sort_into()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png"));
        _folder.Write("sorted", []);
        Assert.Contains("is a file", Assert.Throws<NoisyStudentException>(() => Sort([In("set")], 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_lead_to_the_pictures_and_stay_where_they_are_made_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links are for those who are allowed to make them there.");
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png", "a/1.png"));
        for (var time = 0; time < 2; time++)
        {
            Sort(In("sorted"), link: true, [In("set")], 0, 0);
            Assert.Equal(In("set/1.png"), new FileInfo(In("sorted/cat/1.png")).LinkTarget);
            Assert.Equal(In("set/a/1.png"), new FileInfo(In("sorted/cat/1-2.png")).LinkTarget);
        }

        Assert.Throws<NoisyStudentException>(() => Sort([In("set")], 0, 0));
        var archive = PictureSets.Write(In("set.tar"), PictureSets.Named("1.png"));
        Assert.Contains(archive, Assert.Throws<NoisyStudentException>(() => Sort(In("links"), link: true, [archive], 0)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(In("links")));
    }

    [Fact]
    public void Nothing_gets_out_of_the_folder_whatever_classes_and_members_are_called()
    {
        var archive = PictureSets.Write(In("set.zip"), PictureSets.Named("/2.png", "a:b?.png", "con.png", "x/y\\z.png"));
        var sorted = Sort(In("deep/sorted"), link: false, ["../evil", "..", "a/b", "a:b"], [archive], 0, 1, 2, 3);
        Assert.Equal([1, 1, 1, 1], sorted.Counts);
        Assert.Equal(4, Files(In("deep/sorted")).Length);
        Assert.Equal(["_..-evil", "_", "a-b", "a-b-2"], new ClassSorting(In("x"), ["../evil", "..", "a/b", "a:b"], link: false).Folders);
        Assert.Equal(["deep", "set.zip"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Single(Directory.GetFileSystemEntries(In("deep")));
    }

    [Fact]
    public void Pictures_that_no_file_holds_alone_become_bitmaps()
    {
        File.WriteAllBytes(In("data_batch_1.bin"), [.. Enumerable.Range(0, 2).SelectMany(record => Enumerable.Repeat((byte)record, 3073))]);
        Sort([In("data_batch_1.bin")], 0, 1);
        Assert.Equal(["cat/00000.bmp", "dog/00001.bmp"], Sorted());
        using var again = new GivenPictures([In("sorted/dog/00001.bmp")], Settings);
        Assert.Equal(1, again.Images.Pixels(0)[0]);
    }

    [Fact]
    public void A_sorting_that_was_stopped_goes_on()
    {
        PictureSets.WriteFolder(In("set"), PictureSets.Named("1.png", "2.png"));
        using var pictures = new GivenPictures([In("set")], Settings);
        var sorting = new ClassSorting(In("sorted"), _classes, link: false);
        Assert.Throws<OperationCanceledException>(() => sorting.Sort(pictures, [0, 1], new CancellationToken(canceled: true)));
        File.Delete(In("set/2.png"));
        Assert.Contains("gone", Assert.Throws<NoisyStudentException>(() => sorting.Sort(pictures, [0, 1])).Message, StringComparison.Ordinal);
        PictureSets.WriteFolder(In("set"), PictureSets.Named("x.png", "2.png"));
        Assert.Equal(1, sorting.Sort(pictures, [0, 1]).There);
    }

    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "given" };

    private SortedPictures Sort(string[] paths, params int[] classOf) => Sort(In("sorted"), link: false, paths, classOf);

    private static SortedPictures Sort(string folder, bool link, string[] paths, params int[] classOf) => Sort(folder, link, _classes, paths, classOf);

    private static SortedPictures Sort(string folder, bool link, string[] classes, string[] paths, params int[] classOf)
    {
        var sorting = new ClassSorting(folder, classes, link);
        sorting.Check(paths);
        using var pictures = new GivenPictures(paths, Settings, except: folder);
        Assert.Equal(classOf.Length, pictures.Images.Count);
        return sorting.Sort(pictures, classOf);
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private byte[] Bytes(string name) => File.ReadAllBytes(In($"sorted/{name}"));

    private string[] Sorted() => Files(In("sorted"));

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != OwnFiles.MarkerName)
        .Select(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal)];
}
