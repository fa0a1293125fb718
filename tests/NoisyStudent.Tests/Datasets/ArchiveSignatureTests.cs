using System.Text;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class ArchiveSignatureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "labeled" };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("set.tar", "set")]
    [InlineData("set.tar", "set.tar.gz")]
    [InlineData("set.tar", "set.zip")]
    [InlineData("set.tar.gz", "set.download")]
    [InlineData("set.tar.gz", "set.tar")]
    [InlineData("set.tar.gz", "set.gz")]
    [InlineData("set.tar.gz", "set.zip")]
    [InlineData("set.zip", "set")]
    [InlineData("set.zip", "set.tgz")]
    [InlineData("set.zip", "set.tar")]
    public void An_archive_of_a_wrong_ending_is_read_as_what_it_is(string packedAs, string name)
    {
        var packed = PictureSets.Write(Path.Combine(_folder.Path, packedAs), PictureSets.Classes(2, 1));
        var path = Path.Combine(_folder.Path, "wrong", name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(packed, path);

        Assert.Equal(["class-0/000.png", "class-0/001.png", "class-1/000.png"], Reading.Labeled(path, Settings).Images.Names);
    }

    [Theory]
    [InlineData("set.tar.xz", "FD377A585A0000", "an xz file")]
    [InlineData("set.tar.zst", "28B52FFD", "a zstd file")]
    [InlineData("set.tar.bz2", "425A6839", "a bzip2 file")]
    [InlineData("set.7z", "377ABCAF271C", "a 7z archive")]
    [InlineData("set.zip", "526172211A0700", "a RAR archive")]
    [InlineData("set.tar.gz", "FD377A585A0000", "an xz file")]
    public void Other_archives_are_named(string name, string first, string kind)
    {
        var path = _folder.Write(name, [.. Convert.FromHexString(first), .. new byte[600]]);
        Assert.Equal(
            $"{path} is {kind}, which is not read: unpack it and give the folder, or pack it as .tar, .tar.gz or .zip.",
            Assert.Throws<NoisyStudentException>(() => Reading.Labeled(path, Settings)).Message);
    }

    [Theory]
    [InlineData("set.zip", "<!DOCTYPE html><html>not found</html>", "it is an HTML page, not a picture: its download has failed")]
    [InlineData("set.tar", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n", "it is a Git LFS pointer, not the picture: 'git lfs pull' gets that")]
    [InlineData("set.tar.gz", "", "it is empty")]
    [InlineData("set.zip", "", "it is empty")]
    public void What_lies_in_an_archives_place_is_named(string name, string text, string what)
    {
        var path = _folder.Write(name, Encoding.UTF8.GetBytes(text));
        Assert.StartsWith(
            $"{path} cannot be read as a set of pictures ({what}): give ", Assert.Throws<NoisyStudentException>(() => Reading.Labeled(path, Settings)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v7")]
    [InlineData("gnu")]
    public void Old_tar_archives_are_read(string kind)
    {
        var path = RawArchives.Write(Path.Combine(_folder.Path, "set"), RawMember.File("a/1.png", PictureSets.Grey(1)), RawMember.File("b/1.png", PictureSets.Grey(1)));
        var bytes = File.ReadAllBytes(path);
        for (var place = bytes.AsSpan().IndexOf("ustar\000"u8); place >= 0; place = bytes.AsSpan().IndexOf("ustar\000"u8))
        {
            // GNU's have times where POSIX's have the beginning of a long name; the oldest have nothing there, and no kind of a file.
            var header = bytes.AsSpan(place - 257, 512);
            (kind == "gnu" ? "ustar  \0"u8 : new byte[8]).CopyTo(header[257..]);
            (kind == "gnu" ? "14000000000\0"u8 : new byte[12]).CopyTo(header[345..]);
            header[156] = kind == "gnu" ? (byte)'0' : (byte)0;
            Sum(header);
        }

        File.WriteAllBytes(path, bytes);

        Assert.Equal(["a/1.png", "b/1.png"], Reading.Labeled(path, Settings).Images.Names);
    }

    private static void Sum(Span<byte> header)
    {
        header[148..156].Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        System.Text.Encoding.ASCII.GetBytes($"{Convert.ToString(sum, 8).PadLeft(6, '0')}\0 ", header[148..156]);
    }
}
