using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

/// <summary>Links in archives lead to what the archive holds, as in the folder that one gets by unpacking it.</summary>
public sealed class ArchiveLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];
    private readonly List<UnreadableFile> _bad = [];

    private ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled", Note = _notes.Add, Unreadable = _bad.Add };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    [InlineData("set.zip")]
    public void An_archive_with_links_gives_what_its_folder_gives(string archive)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need rights there.");
        (string Name, int Level)[] files = [("a/0.png", 10), ("a/1.png", 20), ("b/0.png", 30), ("store/blob", 40), ("store/.hidden/x", 50)];
        (string Name, string Target)[] links =
        [
            ("a/blob.png", "../store/blob"), ("b/hidden.png", "./../store/.hidden/x"), ("c", "a"), ("a/b", "../b"), ("a/up", ".."), ("b/chain.png", "../c/b/far.png"),
            ("b/far.png", "../a/0.png"), ("a/loop1.png", "loop2.png"), ("a/loop2.png", "loop1.png"), ("b/out.png", "../../../../nowhere.png"), ("a/none.png", "none"),
        ];
        var folder = Path.Combine(_folder.Path, "one", "set");
        PictureSets.WriteFolder(folder, files.Select(file => (file.Name, PictureSets.Grey(file.Level))));
        foreach (var (name, target) in links)
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), target);
        }

        var expected = Reading.Labeled(folder, Settings);
        var bad = _bad.ConvertAll(file => file.File);
        _bad.Clear();
        Assert.Equal(["a", "b", "c"], expected.Classes);
        Assert.Contains("c/b/chain.png", expected.Images.Names);

        // Some links stand before what they lead to, some behind.
        var path = Write(
            archive,
            [
                .. links[..6].Select(link => RawMember.SymbolicLink(link.Name, link.Target)), .. files.Select(file => RawMember.File($"./{file.Name}", PictureSets.Grey(file.Level))),
                .. links[6..].Select(link => RawMember.SymbolicLink(link.Name, link.Target)),
            ]);
        var set = Reading.Labeled(path, Settings);

        Assert.Equal(expected.Images.Names, set.Images.Names);
        Assert.Equal(expected.Labels, set.Labels);
        Assert.Equal(expected.Images.Names.Select((_, i) => expected.Images.Pixels(i)[0]), set.Images.Names.Select((_, i) => set.Images.Pixels(i)[0]));
        Assert.Equal(bad, _bad.ConvertAll(file => file.File));
        Assert.Contains(new UnreadableFile("labeled", "b/out.png", "a link to ../../../../nowhere.png, which is not in the archive"), _bad);
        Assert.Equal(Reading.SurveyLabeled(folder).Classes, Reading.SurveyLabeled(path).Classes);
    }

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tgz")]
    public void Hard_links_are_further_names_of_a_file_before_or_behind_them(string archive)
    {
        var secret = _folder.Write("secret.png", PictureSets.Grey(9));
        var path = Write(
            archive,
            RawMember.HardLink("b/early.png", "a/1.png"), RawMember.File("./a/1.png", PictureSets.Grey(10)), RawMember.HardLink("b/1.png", "a/1.png"),
            RawMember.HardLink("c/again.png", "./b/1.png"), RawMember.File("a/1.png", PictureSets.Grey(20)), RawMember.HardLink("c/late.png", "a/1.png"),
            RawMember.HardLink("c/secret.png", secret), RawMember.HardLink("c/self.png", "c/self.png"));

        var set = Reading.Labeled(path, Settings);

        // A hard link keeps the file that it was made to, when another one takes its first name.
        Assert.Equal(["a/1.png", "b/1.png", "b/early.png", "c/again.png", "c/late.png"], set.Images.Names);
        Assert.Equal([20, 10, 20, 10, 20], set.Images.Names.Select((_, i) => (int)set.Images.Pixels(i)[0]));
        Assert.Equal(["c/secret.png", "c/self.png"], _bad.ConvertAll(file => file.File));
    }

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    [InlineData("set.zip")]
    public void Links_that_lead_out_of_the_archive_are_never_followed_and_are_named(string archive)
    {
        var elsewhere = Path.GetDirectoryName(_folder.Write("elsewhere/1.png", PictureSets.Grey(9)))!;
        var path = Write(
            archive,
            RawMember.File("a/1.png", PictureSets.Grey(1)), RawMember.File("b/1.png", PictureSets.Grey(2)), RawMember.SymbolicLink("c", elsewhere),
            RawMember.SymbolicLink("a/2.png", Path.Combine(elsewhere, "1.png")), RawMember.SymbolicLink("d", "../elsewhere"), RawMember.SymbolicLink("a/.hidden", "/nowhere"),
            RawMember.SymbolicLink("README", "b/1.png"));

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(["a/1.png", "b/1.png"], set.Images.Names);
        Assert.Equal("a/2.png", Assert.Single(_bad).File);
        Assert.Equal(
            [
                $"2 links in {path}, perhaps to folders of pictures, lead to nothing in it and are left out: 'c -> {elsewhere}', 'd -> ../elsewhere'",
                "1 file in the labeled set is no picture that is read, and left out: 1 without an ending; convert what is a picture to JPEG or PNG",
            ],
            _notes);
    }

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.zip")]
    public void Links_that_make_endless_ways_are_refused(string archive)
    {
        var folders = Enumerable.Range(0, 12).Select(i => $"{i}").ToArray();
        var path = Write(
            archive,
            [
                .. folders.Select(folder => RawMember.File($"{folder}/1.png", PictureSets.Grey(1))),
                .. folders.SelectMany(from => folders.Where(to => to != from).Select(to => RawMember.SymbolicLink($"{from}/to-{to}", $"../{to}"))),
            ]);

        Assert.Equal(
            $"Links in {path} lead to its folders in too many ways: pack it without the links.",
            Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message);
    }

    [Fact]
    public void A_chain_in_which_each_link_goes_twice_through_the_one_before_it_ends()
    {
        var links = Enumerable.Range(1, 60).Select(i => RawMember.SymbolicLink($"l{i}", $"l{i - 1}/../l{i - 1}"));
        var path = Write("set.tar", [RawMember.File("a/1.png", PictureSets.Grey(1)), RawMember.SymbolicLink("l0", "a"), .. links]);

        Assert.Contains("l3/1.png", Reading.Unlabeled(path, Settings).Names);
        Assert.StartsWith("56 links in ", Assert.Single(_notes), StringComparison.Ordinal); // Linux follows 40 links on one way, too
    }

    [Fact]
    public void One_large_picture_under_many_names_is_a_bomb()
    {
        var path = Write(
            "set.tar", [RawMember.File("a.png", new byte[2 << 20]), .. Enumerable.Range(0, 1000).Select(i => RawMember.HardLink($"{i}.png", "a.png"))]);

        Assert.Contains("more than 200 times as large as its file", Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_in_another_encoding_leads_to_the_name_in_it()
    {
        byte[] name = [0xB9, 0xB7];
        var path = Write(
            "set.tar", new RawMember([.. name, .. "/1.png"u8], PictureSets.Grey(1)), new RawMember("b/1.png"u8.ToArray(), [.. "../"u8, .. name, .. "/1.png"u8], '2'));

        Assert.Equal(["b", "\u2563\u2556"], Reading.Labeled(path, Settings).Classes);
        Assert.Empty(_bad);
    }

    private string Write(string name, params IEnumerable<RawMember> members) => RawArchives.Write(Path.Combine(_folder.Path, name), members);
}
