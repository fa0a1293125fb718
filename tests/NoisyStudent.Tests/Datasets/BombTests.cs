using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

/// <summary>Small files that claim or inflate to large ones.</summary>
public sealed class BombTests
{
    private const string TooLarge = "is damaged (its content is more than 200 times as large as its file): get it again, or pack it again.";

    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "unlabeled" };

    [Fact]
    public void A_gzip_bomb_of_10_gigabytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "set.tar.gz");
        using (var file = File.Create(path))
        {
            file.Write(Gzip(TarHeader(10L << 30)));
            var zeros = Gzip(new byte[64 << 20]);
            for (var part = 0; part < 160; part++)
            {
                file.Write(zeros); // a gzip file may consist of several, one behind the other
            }
        }

        var refusal = Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings));
        Assert.Equal($"The archive {path} {TooLarge}", refusal.Message);
        Assert.Throws<NoisyStudentException>(() => Reading.SurveyUnlabeled(path));
    }

    [Fact]
    public void A_zip_archive_whose_members_overlap_into_gigabytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = ZipOf(folder, 1 << 20, "0000.png");
        Overlap(path, members: 5000);

        var refusal = Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings));
        Assert.Equal($"The archive {path} {TooLarge}", refusal.Message);
    }

    [Fact]
    public void Of_a_zip_member_that_says_1_kilobyte_and_inflates_to_100_megabytes_no_more_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = ZipOf(folder, 100 << 20, "a.png", "b.png");
        var bytes = File.ReadAllBytes(path);
        var directory = bytes.AsSpan().IndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(directory + 24), 1024);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), 1024);
        File.WriteAllBytes(path, bytes);
        var bad = new List<UnreadableFile>();

        Assert.Equal(["b.png"], Reading.Unlabeled(path, Settings with { Unreadable = bad.Add }).Names);
        Assert.Equal("a.png", Assert.Single(bad).File);
    }

    [Fact]
    public void Archives_in_an_archive_are_not_opened()
    {
        using var folder = new TemporaryFolder();
        var inner = File.ReadAllBytes(PictureSets.WriteZip(Path.Combine(folder.Path, "inner.zip"), PictureSets.Named("a.png")));
        var path = PictureSets.WriteZip(Path.Combine(folder.Path, "set.zip"), [("1.zip", inner), ("2.tar.gz", inner)]);

        Assert.Equal(
            $"There are no pictures (.jpg, .png, .bmp, .gif, .webp, .tif, .ppm) in {path}, only other files (1 .gz, 1 .zip): give a path that holds some.",
            Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message);
    }

    [Fact]
    public void A_tar_header_that_claims_two_gigabytes_of_name_is_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (var kind in (char[])['x', 'L'])
        {
            var header = TarHeader(2_000_000_000, kind);
            var message = Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(folder.Write("set.tar", header), Settings)).Message;
            Assert.Contains("is damaged (", message, StringComparison.Ordinal);
        }
    }

    private static byte[] TarHeader(long length, char kind = '0')
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "a.png"));
        }

        var header = archive.ToArray()[..512];
        System.Text.Encoding.ASCII.GetBytes($"{Convert.ToString(length, 8).PadLeft(11, '0')}\0").CopyTo(header, 124);
        header[156] = (byte)kind;
        Fuzzing.Checksums.RepairTar(header);
        return header;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }

    // The first member is zeros, the others are pictures.
    private static string ZipOf(TemporaryFolder folder, int zeros, params string[] names) => PictureSets.WriteZip(
        Path.Combine(folder.Path, "set.zip"), [(names[0], new byte[zeros]), .. PictureSets.Named(names)[1..]]);

    // The central directory lists the one member again and again, under names that begin with a number.
    private static void Overlap(string path, int members)
    {
        var bytes = File.ReadAllBytes(path);
        var (start, end) = (bytes.AsSpan().IndexOf("PK\x01\x02"u8), bytes.AsSpan().IndexOf("PK\x05\x06"u8));
        var (entry, tail) = (bytes[start..end], bytes[end..]);
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(8), (ushort)members);
        BinaryPrimitives.WriteUInt16LittleEndian(tail.AsSpan(10), (ushort)members);
        BinaryPrimitives.WriteInt32LittleEndian(tail.AsSpan(12), entry.Length * members);
        File.WriteAllBytes(path, [.. bytes[..start], .. Enumerable.Range(0, members).SelectMany(Named), .. tail]);

        byte[] Named(int member) => [.. entry[..46], .. System.Text.Encoding.ASCII.GetBytes($"{member:0000}"), .. entry[50..]];
    }
}
