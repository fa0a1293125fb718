using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using NoisyStudent.Datasets;
using NoisyStudent.Datasets.Corrections;
using NoisyStudent.Reporting;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Corrections;

public sealed class LabelCorrectionsTests : IDisposable
{
    private static readonly string _hash = new('a', 64);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_set_gets_other_labels_and_classes_and_loses_what_is_of_none()
    {
        using var set = Set("cat", "cat", "dog", "dog");
        var (corrected, applied) = Corrections(new("0.png", "dog"), new("1.png", "bird"), new("2.png", null), new("3.png", "cat")).Apply(set);

        Assert.Equal(["bird", "cat", "dog"], corrected.Classes);
        Assert.Equal([("0.png", "dog"), ("1.png", "bird"), ("3.png", "cat")], LabelsOf(corrected));
        Assert.Equal([("0.png", "cat"), ("1.png", "cat"), ("2.png", "dog"), ("3.png", "dog")], LabelsOf(set));
        Assert.True(Unsafe.AreSame(ref MemoryMarshal.GetReference(set.Images.Pixels(3)), ref MemoryMarshal.GetReference(corrected.Images.Pixels(2))));
        Assert.Equal((3, 1, 0, "bird"), (applied.Changed, applied.LeftOut, applied.Right, Assert.Single(applied.NewClasses)));
    }

    [Fact]
    public void Classes_are_in_ordinal_order_wherever_a_new_one_comes()
    {
        var (corrected, _) = Corrections(new LabelCorrection("0.png", "b")).Apply(Set("a", "a", "c", "D"));
        Assert.Equal(["D", "a", "b", "c"], corrected.Classes);
        Assert.Equal([("0.png", "b"), ("1.png", "a"), ("2.png", "c"), ("3.png", "D")], LabelsOf(corrected));
    }

    [Fact]
    public void Of_several_corrections_of_a_picture_the_last_one_counts_and_that_is_said()
    {
        using var set = Set("cat", "cat", "dog");
        var (corrected, applied) = Corrections(new("0.png", null), new("0.png", "bird"), new(".\\x.png", "dog"), new("0.png", "dog"), new("./x.png", "cat")).Apply(set);
        Assert.Equal([("0.png", "dog"), ("1.png", "cat"), ("2.png", "dog")], LabelsOf(corrected));
        Assert.Equal(3, applied.Superseded);
        Assert.EndsWith("; 3 do not count, as a later one is of the same picture", EventText.Of(applied), StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_a_function_of_the_corrections_that_count_not_of_their_order_or_place()
    {
        LabelCorrection[] some = [new("0.png", "cat"), new("1.png", null), new("2.png", "dog", _hash)];
        var version = Corrections(some).Version;
        Assert.Equal(version, new LabelCorrections("elsewhere", some.Reverse()).Version);
        Assert.Equal(version, Corrections([new("1.png", "cat"), .. some]).Version);
        Assert.Equal(version, Corrections([.. some[..2], some[2] with { FileHash = _hash.ToUpperInvariant() }]).Version);

        LabelCorrection[][] others =
        [
            some[1..], [.. some, new("3.png", "cat")], [.. some, new("0.png", null)], [.. some, new("0.png", "dog")], [.. some, new("0.png", "cat", _hash)],
            [.. some, new("2.png", "dog")], [.. some, new("1.png", "none")], [new("0.pngc", "at"), .. some[1..]],
        ];
        string[] versions = [version, .. others.Select(each => Corrections(each).Version)];
        Assert.Equal(versions.Length, versions.Distinct().Count());
        Assert.Equal(64, version.Length);
    }

    [Fact]
    public void What_became_of_the_corrections_is_told()
    {
        var set = Set("cat", "cat", "dog", "dog", "dog");
        Assert.Equal(
            $"corrections {Corrections(new LabelCorrection("0.png", "dog")).Version[..12]}: 1 label changed, 0 pictures of none of the classes left out",
            Told(new LabelCorrection("0.png", "dog")));
        Assert.Equal(
            "2 labels changed, 1 picture of none of the classes left out, 1 right already; new are the classes 'bird', 'fish'; 2 are of pictures that are not in the set, 7.png for example",
            Told(new("9.png", "dog"), new("7.png", "owl"), new("0.png", "bird"), new("2.png", "fish"), new("3.png", null), new("4.png", "dog")).Split(": ")[1]);

        string Told(params LabelCorrection[] corrections) => EventText.Of(Corrections(corrections).Apply(set).Applied)!;
    }

    [Fact]
    public void A_picture_that_was_replaced_under_its_name_keeps_its_label()
    {
        var files = PictureSets.Classes(2, 2);
        PictureSets.WriteFolder(_folder.Path, files);
        var corrections = Corrections(
            new("class-0/000.png", "class-1", Hash(files[0].Content)), new("class-0/001.png", "class-1", Hash(files[0].Content)), new("class-1/000.png", "class-0", null));
        Assert.True(corrections.NeedFileHashes);
        var settings = new ReadingSettings { ImageSize = 4, Set = "labeled", HashFiles = true };
        using var set = Reading.Labeled(_folder.Path, settings);
        var (corrected, applied) = corrections.Apply(set);

        Assert.Equal([1, 0, 0, 1], corrected.Labels);
        Assert.Equal((2, 1, "class-0/001.png"), (applied.Changed, applied.Replaced, applied.FirstReplaced));
        Assert.EndsWith("; 1 is of a picture whose file is another one now, and is passed over, class-0/001.png for example", EventText.Of(applied), StringComparison.Ordinal);

        using var unhashed = Reading.Labeled(_folder.Path, settings with { HashFiles = false });
        Assert.Throws<ArgumentException>(() => corrections.Apply(unhashed));
        Assert.False(Corrections(new LabelCorrection("0.png", null)).NeedFileHashes);
    }

    [Fact]
    public void A_class_that_would_lose_its_last_picture_is_refused()
    {
        Assert.Equal(
            "The corrections in mended.csv leave no picture of class 'cat' in memory: leave one, or remove the pictures of this class from the set itself.",
            Refused(Set("cat", "cat", "dog", "owl"), new("0.png", null), new("1.png", "dog")));
        Assert.Equal(
            "The corrections in mended.csv leave no picture of the classes 'cat', 'owl' in memory: leave one, or remove the pictures of these classes from the set itself.",
            Refused(Set("owl", "cat", "dog", "dog"), new("0.png", "dog"), new("1.png", "dog")));
    }

    [Fact]
    public void A_set_of_one_class_is_refused_unless_a_correction_names_another()
    {
        Assert.Equal(
            "With the corrections in mended.csv, all pictures in memory are of one class, 'cat': a classifier needs at least two.",
            Refused(Set("cat", "cat"), new LabelCorrection("0.png", null)));
        Assert.Equal(["cat", "dog"], Corrections(new LabelCorrection("0.png", "dog")).Apply(Set("cat", "cat")).Corrected.Classes);
    }

    [Theory]
    [InlineData("path,label\n0.png,dog\nsub/1.png,\n")]
    [InlineData("\uFEFFImage;Class;who;when\r\n\"0.png\"; dog ;me;today\r\n\r\nsub\\1.png;;;\r\n")]
    [InlineData("set,picture,before,category,SHA-256\na,0.png,cat,dog,\na,sub/1.png,cat,\"\",\n")]
    [InlineData("path\tlabel\n0.png\tdog\nsub/1.png\t\n")]
    [InlineData("picture,class,part,sha256 of 4 pictures at 8x8 pixels Crop 8 bits\r\n0.png,dog,training,0123\r\nsub/1.png,,held out,4567\r\n")]
    public void A_table_is_read_as_people_write_it(string text)
    {
        var corrections = LabelCorrections.Read(Write(text));
        var (corrected, _) = corrections.Apply(Set(["0.png", "sub/1.png", "2.png", "3.png"], "cat", "cat", "cat", "dog"));
        Assert.Equal([("0.png", "dog"), ("2.png", "cat"), ("3.png", "dog")], LabelsOf(corrected));
        Assert.Equal(new LabelCorrections("", [new("0.png", "dog"), new(text.Contains('\\') ? "sub\\1.png" : "sub/1.png", null)]).Version, corrections.Version);
    }

    [Fact]
    public void Hashes_are_read_in_either_case()
    {
        var path = Write($"path,label,sha256\n0.png,dog,{_hash.ToUpperInvariant()}\n1.png,\n2.png,cat,\n");
        Assert.Equal([new("0.png", "dog", _hash), new("1.png", null), new LabelCorrection("2.png", "cat")], LabelCorrections.Read(path).All);
    }

    [Fact]
    public void Names_and_classes_that_look_like_formulas_are_read_as_tables_are_written()
    {
        string[] texts = ["=1.png", "+a,b.png", "'quoted'.png", "-5", "@x.png", "'-5"];
        var path = Write("path,label\n" + string.Concat(texts.Select(text => $"{CsvField.Quote(text)},{CsvField.Quote(text)}\n")));
        Assert.Equal(texts.Order(StringComparer.Ordinal).Select(text => new LabelCorrection(text, text)), LabelCorrections.Read(path).All);
    }

    [Fact]
    public void Letters_that_a_table_writes_in_parts_are_those_of_the_set()
    {
        var (corrected, applied) = LabelCorrections.Read(Write("path,label\nu\u0308.png,o\u0308\n")).Apply(Set(["\u00FC.png", "1.png", "2.png"], "a", "a", "\u00F6"));
        Assert.Equal(["a", "\u00F6"], corrected.Classes);
        Assert.Equal((1, 0), (applied.Changed, applied.Unknown));
    }

    [Fact]
    public void A_name_with_a_backslash_is_that_of_a_picture_which_has_it()
    {
        var (corrected, _) = Corrections(new LabelCorrection("a\\b.png", "dog")).Apply(Set(["a/b.png", "a\\b.png", "c.png"], "cat", "cat", "dog"));
        Assert.Equal([("a/b.png", "cat"), ("a\\b.png", "dog"), ("c.png", "dog")], LabelsOf(corrected));
    }

    [Fact]
    public void A_table_without_rows_corrects_nothing()
    {
        using var set = Set("cat", "dog");
        Assert.Equal(LabelsOf(set), LabelsOf(LabelCorrections.Read(Write("path,label\n")).Apply(set).Corrected));
    }

    [Theory]
    [InlineData("path\na.png\n", "has no column 'label', nor one that is called class, classname, labelname, category, categoryname, target; its columns are 'path', at line 1: its first line must name the columns, such as path,label.")]
    [InlineData("path,label\na.png,x\nb.png\n", "has no label for b.png, not even an empty one, which would leave it out, at line 3: mend that line, or take it out.")]
    [InlineData("path,label\n,x\n", "has a row without a path, at line 2: mend that line, or take it out.")]
    [InlineData("path,label,sha256\na.png,x,12ab\n", "has no SHA-256 for a.png but '12ab', at line 2: mend that line, or take it out.")]
    [InlineData("path,label,sha256,sha-256\na.png,x,,\n", "has several columns that may be the sha256: 'sha256', 'sha-256'; call the right one 'sha256', at line 1: its first line must name the columns, such as path,label.")]
    [InlineData("path,label\na.png,x\nb\"c.png,y\n", "cannot be read as CSV (quotes do not match, or a field is too long), at line 3: mend that line, or take it out.")]
    public void A_wrong_table_is_refused_with_place_and_form(string text, string what)
    {
        var path = Write(text);
        Assert.Equal($"The table of corrections {path} {what}", Assert.Throws<NoisyStudentException>(() => LabelCorrections.Read(path)).Message);
    }

    [Fact]
    public void A_table_that_is_not_there_is_refused() => Assert.Equal(
        $"There is no file {_folder.Path}: give a CSV file of corrections, with the columns path and label.",
        Assert.Throws<NoisyStudentException>(() => LabelCorrections.Read(_folder.Path)).Message);

    [Fact]
    public void Corrections_without_name_with_an_empty_class_or_a_wrong_hash_are_refused() => Assert.All(
        (LabelCorrection[])[new("", "cat"), new("0.png", ""), new("0.png", "cat", "12"), new("0.png", "cat", new('g', 64))],
        correction => Assert.Throws<ArgumentException>(() => Corrections(correction)));

    private static LabelCorrections Corrections(params LabelCorrection[] corrections) => new("mended.csv", corrections);

    private static string Refused(LabeledSet set, params LabelCorrection[] corrections) =>
        Assert.Throws<NoisyStudentException>(() => Corrections(corrections).Apply(set)).Message;

    private static LabeledSet Set(params string[] labels) => Set([.. labels.Select((_, i) => $"{i}.png")], labels);

    private static LabeledSet Set(string[] names, params string[] labels)
    {
        string[] classes = [.. labels.Distinct().Order(StringComparer.Ordinal)];
        return new LabeledSet(
            "memory", new ImageSet(2, names, names.Select((_, i) => Enumerable.Repeat((byte)i, 12).ToArray())), classes, [.. labels.Select(label => classes.IndexOf(label))]);
    }

    private static IEnumerable<(string Name, string Class)> LabelsOf(LabeledSet set) => set.Images.Names.Zip(set.Labels, (name, label) => (name, set.Classes[label]));

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private string Write(string text) => _folder.Write("mended.csv", Encoding.UTF8.GetBytes(text));
}
