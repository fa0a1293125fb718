using System.Buffers.Binary;
using System.IO.Compression;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Sources;

public sealed class IdxTests : IDisposable
{
    private const int Count = 4;

    private readonly TemporaryFolder _folder = new();

    // As high as wide, and no multiple of 4: rows of a BMP are padded.
    private static ReadingSettings Settings => new() { ImageSize = 5, Set = "labeled" };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz")]
    [InlineData("t10k-images.idx3-ubyte", "t10k-labels.idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte")]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz")]
    public void Pictures_are_grey_and_labels_lie_beside_them(string images, string labels)
    {
        var path = Write(images, Images());
        Write(labels, Labels(7, 0, 3, 7));

        var set = Reading.Labeled(path, Settings);

        Assert.Equal(["0", "3", "7"], set.Classes);
        Assert.Equal(["00000", "00001", "00002", "00003"], set.Images.Names);
        Assert.Equal([2, 0, 1, 2], set.Labels);
        Assert.All(Enumerable.Range(0, Count), picture => Assert.Equal(
            Enumerable.Range(0, 25).SelectMany(pixel => Enumerable.Repeat(Pixel(picture, pixel), 3)), set.Images.Pixels(picture).ToArray()));
        var survey = Reading.SurveyLabeled(path);
        Assert.Equal((Count, 5, 5, true), (survey.Pictures, survey.TypicalWidth, survey.TypicalHeight, survey.IsGrey));
    }

    [Fact]
    public void Labels_may_be_missing_from_an_unlabeled_set_alone()
    {
        var path = Write("train-images-idx3-ubyte", Images());
        Assert.Equal(Count, Reading.Unlabeled(path, Settings).Count);
        Assert.Equal(
            $"The labels of {path} are missing: put {Path.Combine(_folder.Path, "train-labels-idx1-ubyte")} there.",
            Assert.Throws<NoisyStudentException>(() => Reading.Labeled(path, Settings)).Message);
    }

    [Theory]
    [InlineData("x-images-idx3-ubyte", 4, 5, "its 5 pictures of 5 x 5 pixels are 141 bytes, but the file has 116")]
    [InlineData("x-images-idx3-ubyte", 4, 3, "its 3 pictures of 5 x 5 pixels are 91 bytes, but the file has 116")]
    [InlineData("x-images-idx3-ubyte", 4, -1, "it claims 4294967295 pictures of 5 x 5 pixels")]
    [InlineData("x-images-idx3-ubyte", 8, 2_000_000_000, "it claims 4 pictures of 5 x 2000000000 pixels")]
    [InlineData("x-images-idx3-ubyte", 12, 0, "it claims 4 pictures of 0 x 5 pixels")]
    [InlineData("x-images-idx3-ubyte", 0, 0x0D03, "its header is not that of bytes in 3 dimensions")]
    [InlineData("x-images-idx3-ubyte.gz", 4, 5, "it ends before its last entry")]
    [InlineData("x-images-idx3-ubyte.gz", 4, 3, "it goes on behind its last entry")]
    public void A_header_that_lies_is_refused(string name, int at, int value, string why)
    {
        var content = Images();
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(at), value);
        AssertRefused(Write(name, content), why);
    }

    [Theory]
    [InlineData("x-images-idx3-ubyte")]
    [InlineData("x-images-idx3-ubyte.gz")]
    public void A_cut_file_is_refused(string name)
    {
        var path = Write(name, Images());
        var whole = File.ReadAllBytes(path);

        // Whether the checksum at the end of a compressed file is there, gzip's reader does not ask.
        var end = name.EndsWith("gz", StringComparison.Ordinal) ? whole.Length - 10 : whole.Length;
        for (var length = 0; length < end; length += 3)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith($"The IDX file {path} is damaged (", Refusal(path), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Labels_that_do_not_fit_are_refused()
    {
        var path = Write("x-images-idx3-ubyte", Images());
        var labels = Path.Combine(_folder.Path, "x-labels-idx1-ubyte");
        AssertRefused(path, Labels(1, 2, 3), "it has 3 labels for 4 pictures");
        AssertRefused(path, Labels(1, 2, 3, 4)[..^1], "it ends before its last entry");
        AssertRefused(path, [.. Labels(1, 2, 3, 4), 5], "it goes on behind its last entry");

        void AssertRefused(string images, byte[] content, string why)
        {
            File.WriteAllBytes(labels, content);
            Assert.Equal($"The IDX file {labels} is damaged ({why}): get it again.", Refusal(images));
        }
    }

    private static byte Pixel(int picture, int pixel) => (byte)((picture * 60) + pixel);

    private static byte[] Images()
    {
        byte[] header = [0, 0, 8, 3, 0, 0, 0, Count, 0, 0, 0, 5, 0, 0, 0, 5];
        return [.. header, .. Enumerable.Range(0, Count).SelectMany(picture => Enumerable.Range(0, 25).Select(pixel => Pixel(picture, pixel)))];
    }

    private static byte[] Labels(params byte[] labels) => [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length, .. labels];

    private string Write(string name, byte[] content)
    {
        if (!name.EndsWith("gz", StringComparison.Ordinal))
        {
            return _folder.Write(name, content);
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return _folder.Write(name, packed.ToArray());
    }

    private static void AssertRefused(string path, string why) => Assert.Equal($"The IDX file {path} is damaged ({why}): get it again.", Refusal(path));

    private static string Refusal(string path) => Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message;
}
