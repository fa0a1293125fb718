using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using NoisyStudent.Datasets;
using NoisyStudent.Tests.Images;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

/// <summary>Names in archives and on Linux's disks are bytes.</summary>
public sealed class NameEncodingTests : IDisposable
{
    // Cat, dog, fish and bird in GBK. The first is UTF-8 as well, of another letter.
    private static readonly byte[][] _gbk = [[0xC3, 0xA8], [0xB9, 0xB7], [0xD3, 0xE3], [0xC4, 0xF1]];

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notes = [];

    private ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled", Note = _notes.Add, Unreadable = file => Assert.Fail(file.ToString()) };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("set.zip")]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    public void Folders_named_in_another_encoding_stay_as_many_classes(string archive)
    {
        var path = Write(archive, _gbk.SelectMany(name => Enumerable.Range(0, 8).Select(i => Picture([.. name, .. Encoding.ASCII.GetBytes($"/{i}.png")], i))));

        AssertGbk(path, each: 8, odd: 3 * 8);
    }

    [Fact]
    public void Folders_on_disk_in_another_encoding_stay_as_many_classes_and_their_pictures_are_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems refuse such names.");
        _folder.Write("set/1.png", PictureSets.Grey(70));
        var set = Path.Combine(_folder.Path, "set");
        Shell(set, """for name in '\303\250' '\271\267' '\323\343' '\304\361'; do d=$(printf "$name"); mkdir -p "$d/sub"; cp 1.png "$d/"; cp 1.png "$d/sub/$(printf '\377').png"; done; rm 1.png""");

        AssertGbk(set, each: 2, odd: (3 * 2) + 1);
        var images = Reading.Labeled(set, Settings).Images;
        Assert.All(Enumerable.Range(0, 8), i => Assert.Equal(70, images.Pixels(i)[0]));
        Shell(set, "rm -r *");
    }

    [Fact]
    public void A_name_in_UTF_8_besides_counts_where_it_belongs_to_the_name_that_stands_there()
    {
        var path = Write(
            "set.zip",
            Picture([.. _gbk[1], .. "/1.png"u8], 1) with { Extra = UnicodePath([.. _gbk[1], .. "/1.png"u8], "\u72D7/1.png") },
            Picture([.. _gbk[2], .. "/1.png"u8], 2) with { Extra = UnicodePath("another"u8.ToArray(), "wrong/1.png") });

        Assert.Equal(["\u2559\u03C0", "\u72D7"], Reading.Labeled(path, Settings).Classes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0x800)]
    public void UTF_8_is_read_as_such_whether_the_archive_says_so_or_not(ushort flags)
    {
        var path = Write("set.zip", RawMember.File("\u732B/1.png", PictureSets.Grey(1)) with { Flags = flags }, RawMember.File("caf\u00E9/1.png", PictureSets.Grey(2)) with { Flags = flags });

        Assert.Equal(["caf\u00E9", "\u732B"], Reading.Labeled(path, Settings).Classes);
        Assert.Empty(_notes);
    }

    [Theory]
    [InlineData("set.zip", 0x800)]
    [InlineData("set.zip", 0)]
    [InlineData("set.tar", 0)]
    [InlineData("set.tgz", 0)]
    public void No_two_names_become_one(string archive, ushort flags)
    {
        // 0x82 is \u00E9 in code page 437; the others are no UTF-8, whatever the flag says; half of a letter may be a backslash.
        byte[][] names = [[0x82], [0xC3, 0xA9], [0x65, 0xCC, 0x81], [0xFF], [0xFE], [0x95, 0x5C, 0x41], [0x95, 0x5C, 0x42]];
        var path = Write(archive, names.Select((name, i) => Picture([.. name, .. "/1.png"u8], i) with { Flags = flags }));

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(names.Length, set.Classes.Count);
        Assert.Equal(Enumerable.Range(0, names.Length), set.Images.Names.Select((_, i) => (int)set.Images.Pixels(i)[0]).Order());
        Assert.Contains("\u00E9", set.Classes);
        Assert.Contains(_notes, note => note.Contains("look the same", StringComparison.Ordinal) && note.Contains("'\u00E9'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    [InlineData("set.zip")]
    [InlineData("set")]
    public void Names_are_composed_however_they_were_written(string name)
    {
        var files = PictureSets.Named("cafe\u0301/u\u0308.png", "dog/\u1112\u1161\u11AB.png");
        var path = Path.Combine(_folder.Path, name);
        if (name == "set")
        {
            PictureSets.WriteFolder(path, files);
        }
        else
        {
            PictureSets.Write(path, files);
        }

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(["caf\u00E9/\u00FC.png", "dog/\uD55C.png"], set.Images.Names);
        Assert.Equal(["caf\u00E9", "dog"], set.Classes);
        Assert.Equal(["caf\u00E9", "dog"], Reading.SurveyLabeled(path).Classes.Select(count => count.Name));
        Assert.Empty(_notes);
    }

    [Fact]
    public void Names_and_labels_in_a_table_are_composed_and_the_files_found_in_the_other_writing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere both writings are one file.");
        _folder.Write("cafe\u0301.png", PictureSets.Grey(1));
        _folder.Write("\u00FC.png", PictureSets.Grey(2));
        var path = _folder.Write("set.csv", Encoding.UTF8.GetBytes("path,label\ncaf\u00E9.png,cafe\u0301\nu\u0308.png,dog\n"));

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(["caf\u00E9.png", "\u00FC.png"], set.Images.Names);
        Assert.Equal(["caf\u00E9", "dog"], set.Classes);
    }

    [Fact]
    public void A_letter_with_a_hundred_thousand_marks_is_left_as_it_is()
    {
        var name = $"a/e{string.Concat(Enumerable.Repeat("\u0315\u0301", 50_000))}.png";
        var path = PictureSets.WriteTar(Path.Combine(_folder.Path, "set.tar"), [(name, PictureSets.Grey(1))]);

        Assert.Equal(name, Assert.Single(Reading.Unlabeled(path, Settings).Names));
    }

    private void AssertGbk(string path, int each, int odd)
    {
        var set = Reading.Labeled(path, Settings);

        // As code page 437 has them, but for what is UTF-8.
        Assert.Equal(["\u00E8", "\u2500\u00B1", "\u2559\u03C0", "\u2563\u2556"], set.Classes);
        Assert.All(set.Labels.CountBy(label => label), count => Assert.Equal(each, count.Value));
        Assert.StartsWith(
            $"{odd} pictures in {path} have names in an unknown encoding, read as code page 437", Assert.Single(_notes), StringComparison.Ordinal);
        Assert.Equal(set.Classes, Reading.SurveyLabeled(path).Classes.Select(count => count.Name));
        _notes.Clear();
    }

    private static RawMember Picture(byte[] name, int level) => new(name, PictureSets.Grey(level));

    private string Write(string name, params IEnumerable<RawMember> members) => RawArchives.Write(Path.Combine(_folder.Path, name), members);

    private static byte[] UnicodePath(byte[] nameThere, string name)
    {
        var utf8 = Encoding.UTF8.GetBytes(name);
        var field = new byte[9];
        BinaryPrimitives.WriteUInt16LittleEndian(field, 0x7075);
        BinaryPrimitives.WriteUInt16LittleEndian(field.AsSpan(2), (ushort)(5 + utf8.Length));
        field[4] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(field.AsSpan(5), PngFile.Checksum(nameThere));
        return [0xEF, 0xBE, 2, 0, 9, 9, .. field, .. utf8]; // a field that nobody knows comes first
    }

    private static void Shell(string folder, string script)
    {
        using var shell = Process.Start("sh", ["-c", $"cd \"$1\" && {script}", "sh", folder]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    }
}
