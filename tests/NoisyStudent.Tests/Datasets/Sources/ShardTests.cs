using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Sources;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Sources;

public sealed class ShardTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "unlabeled" };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(".tar")]
    [InlineData(".tar.gz")]
    [InlineData(".zip")]
    public void Shards_are_one_set_in_which_names_begin_with_the_shard(string kind)
    {
        foreach (var number in Enumerable.Range(8, 4))
        {
            // All shards hold the same names.
            Write($"set-{number:000}{kind}", ("b.png", PictureSets.Grey((number * 10) + 1)), ("a/x.png", PictureSets.Grey(number * 10)), ("notes.txt", [1]));
        }

        var progress = new List<ReadingProgress>();
        var set = Reading.Unlabeled(In($"set-{{009..010}}{kind}"), Settings with { Progress = new Relay<ReadingProgress>(progress.Add) });

        Assert.Equal([$"set-009{kind}/a/x.png", $"set-009{kind}/b.png", $"set-010{kind}/a/x.png", $"set-010{kind}/b.png"], set.Names);
        Assert.Equal([90, 91, 100, 101], Enumerable.Range(0, set.Count).Select(i => (int)set.Pixels(i)[0]));
        Assert.Equal(new ReadingProgress("unlabeled", 4, 4, 2), progress[^1]);
    }

    [Fact]
    public void Numbers_are_padded_where_the_range_is()
    {
        Write("s-9.tar", ("a.png", PictureSets.Grey(9)));
        Write("s-10.tar", ("a.png", PictureSets.Grey(10)));
        Assert.Equal(["s-10.tar/a.png", "s-9.tar/a.png"], Reading.Unlabeled(In("s-{9..10}.tar"), Settings).Names);
        Assert.Contains($"'{In("s-09.tar")}'", Refusal(In("s-{09..10}.tar")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_range_may_stand_in_a_folder_s_name()
    {
        _folder.Write("part-0/deep/a.png", PictureSets.Grey(10));
        _folder.Write("part-1/deep/a.png", PictureSets.Grey(20));
        Assert.Equal(["part-0/deep/a.png", "part-1/deep/a.png"], Reading.Unlabeled(In("part-{0..1}/deep"), Settings).Names);
    }

    [Fact]
    public void Labeled_shards_have_class_folders_in_each()
    {
        Write("set-0.tar", ("pets/dog/1.png", PictureSets.Grey(10)), ("pets/cat/1.png", PictureSets.Grey(20)));
        Write("set-1.tar", ("pets/cat/2.png", PictureSets.Grey(30)), ("pets/stray.png", PictureSets.Grey(1)));
        var bad = new List<UnreadableFile>();

        var set = Reading.Labeled(In("set-{0..1}.tar"), Settings with { Unreadable = bad.Add });

        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal(["set-0.tar/cat/1.png", "set-0.tar/dog/1.png", "set-1.tar/cat/2.png"], set.Images.Names);
        Assert.Equal([0, 1, 0], set.Labels);
        Assert.Equal("set-1.tar/pets/stray.png", Assert.Single(bad).File);
        Assert.Equal([new ClassCount("cat", 2), new ClassCount("dog", 1)], Reading.SurveyLabeled(In("set-{0..1}.tar")).Classes);
    }

    [Theory]
    [InlineData("part", "part1", "part2")]
    [InlineData("s-", "set01", "set02")]
    [InlineData("s-", "pets", "pets")]
    [InlineData("s-", "download/part1", "download/part2")]
    public void Each_shard_may_have_a_folder_of_its_own_around_the_class_folders(string shard, string first, string second)
    {
        Write($"{shard}1.tar", ($"{first}/dog/1.png", PictureSets.Grey(10)), ($"{first}/cat/1.png", PictureSets.Grey(20)));
        Write($"{shard}2.tar", ($"{second}/dog/1.png", PictureSets.Grey(30)), ($"{second}/cat/deep/1.png", PictureSets.Grey(40)));
        var notes = new List<string>();

        var set = Reading.Labeled(In($"{shard}{{1..2}}.tar"), Settings with { Note = notes.Add });

        Assert.Equal(["cat", "dog"], set.Classes);
        Assert.Equal([$"{shard}1.tar/cat/1.png", $"{shard}1.tar/dog/1.png", $"{shard}2.tar/cat/deep/1.png", $"{shard}2.tar/dog/1.png"], set.Images.Names);
        Assert.Equal(first == second ? 0 : 1, notes.Count);
        Assert.Equal([new ClassCount("cat", 2), new ClassCount("dog", 2)], Reading.SurveyLabeled(In($"{shard}{{1..2}}.tar")).Classes);
    }

    [Theory]
    [InlineData("cat/1.png", "dog/1.png", "cat dog")]
    [InlineData("pets/cat/1.png", "pets/dog/1.png", "cat dog")]
    [InlineData("cat/a/1.png cat/b/2.png", "dog/c/1.png", "cat dog")]
    [InlineData("cat/a/1.png cat/b/2.png", "cat/1.png dog/1.png", "cat dog")]
    [InlineData("set/cat/1.png set/dog/1.png", "cat/1.png dog/1.png", "cat dog")]
    [InlineData("class-0/1.png", "class-1/1.png", "class-0 class-1")]
    [InlineData("cat/dog/1.png", "cat/1.png dog/1.png", "cat dog")]
    public void A_shard_may_hold_one_class_alone(string first, string second, string classes)
    {
        Write("s-0.tar", [.. first.Split(' ').Select(name => (name, PictureSets.Grey(1)))]);
        Write("s-1.tar", [.. second.Split(' ').Select(name => (name, PictureSets.Grey(2)))]);

        var set = Reading.Labeled(In("s-{0..1}.tar"), Settings);
        Assert.Equal(classes.Split(' '), set.Classes);
        Assert.Equal($"{first} {second}".Split(' ').Length, set.Images.Count);
    }

    [Theory]
    [InlineData("alpha/cat/1.png alpha/dog/1.png", "beta/cat/1.png beta/dog/1.png", "'alpha', 'beta'")]
    [InlineData("cat/2019/1.png cat/2020/1.png", "dog/2019/1.png", "'cat', 'dog'")]
    [InlineData("class-0/a/1.png", "class-1/b/1.png", "'class-0', 'class-1'")]
    [InlineData("0/x/1.png", "1/x/1.png", "'0', '1'")]
    public void Shards_of_one_folder_each_that_may_be_a_class_or_lie_around_classes_are_refused(string first, string second, string folders)
    {
        Write("s-0.tar", [.. first.Split(' ').Select(name => (name, PictureSets.Grey(1)))]);
        Write("s-1.tar", [.. second.Split(' ').Select(name => (name, PictureSets.Grey(2)))]);

        Assert.StartsWith(
            $"It cannot be told whether {folders} in the shards of {In("s-{0..1}.tar")} are classes or folders around classes",
            Assert.Throws<NoisyStudentException>(() => Reading.Labeled(In("s-{0..1}.tar"), Settings)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Reading.Unlabeled(In("s-{0..1}.tar"), Settings).Names.Select(name => name.Split('/')[0]).Distinct().Count());
    }

    [Fact]
    public void A_folder_that_is_called_as_its_shard_lies_around_the_classes_though_each_holds_another()
    {
        Write("part1.tar", [("part1/cat/1.png", PictureSets.Grey(1))]);
        Write("part2.tar", [("part2/dog/1.png", PictureSets.Grey(2))]);

        Assert.Equal(["cat", "dog"], Reading.Labeled(In("part{1..2}.tar"), Settings).Classes);
    }

    [Fact]
    public void Missing_shards_are_counted_and_five_of_them_named()
    {
        Write("set-1.tar", ("a.png", PictureSets.Grey(1)));
        var named = string.Join(", ", new[] { 0, 2, 3, 4, 5 }.Select(number => $"'{In($"set-{number}.tar")}'"));
        Assert.Equal(
            $"7 of the 8 shards of {In("set-{0..7}.tar")} are missing: {named} and 2 more; put them there, or give the range that is there.",
            Refusal(In("set-{0..7}.tar")));
        Assert.Contains("1 of the 2 shards of ", Refusal(In("set-{1..2}.tar")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("set-{5..1}.tar")]
    [InlineData("set-{0..999999999}.tar")]
    public void A_range_that_cannot_be_listed_is_refused(string pattern) => Assert.Equal(
        $"The shards of {In(pattern)} cannot be listed: give the lower number first, and at most 10,000 shards.", Refusal(In(pattern)));

    [Fact]
    public void A_damaged_shard_is_named()
    {
        Write("set-0.tar", ("a.png", PictureSets.Grey(1)));
        _folder.Write("set-1.tar", [1, 2, 3]);
        Assert.StartsWith($"The archive {In("set-1.tar")} is damaged (", Refusal(In("set-{0..1}.tar")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".tar")]
    [InlineData(".zip")]
    public void Pictures_of_an_indexed_archive_can_be_read_in_any_order(string kind)
    {
        var files = PictureSets.Named([.. Enumerable.Range(0, 24).Select(i => $"{i:00}.png")]);
        Write($"set{kind}", files);
        using var source = PictureSource.Open(In($"set{kind}"));
        var entries = source.Entries().ToArray();
        KeyedRandom.For(1, RandomUse.Drawing).Shuffle(entries.AsSpan());

        Assert.Equal(24, source.Total);
        Assert.NotEqual(files.Select(file => file.Name), entries.Select(entry => entry.Name.Full));
        Assert.All(entries, entry => Assert.Equal(files.Single(file => file.Name == entry.Name.Full).Content, entry.Read()));
        Assert.Equal(files[0].Content[..7], source.Entries().First().Read(atMost: 7));
    }

    private string In(string name) => Path.Combine(_folder.Path, name);

    private void Write(string name, params (string, byte[])[] files) => _ = name.EndsWith("zip", StringComparison.Ordinal)
        ? PictureSets.WriteZip(In(name), files)
        : PictureSets.WriteTar(In(name), files);

    private static string Refusal(string path) => Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message;
}
