using System.Buffers.Binary;
using System.IO.Compression;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class ArchiveTests
{
    private static ReadingSettings Settings => new() { ImageSize = 4, Set = "unlabeled" };

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    [InlineData("set.zip")]
    public void Of_two_members_of_one_name_the_last_counts(string name)
    {
        using var folder = new TemporaryFolder();
        (string, byte[])[] files = [("a.png", [1]), ("b.png", PictureSets.Grey(5)), ("./a.png", PictureSets.Grey(77))];
        var path = Path.Combine(folder.Path, name);
        PictureSets.Write(path, files);

        var set = Reading.Unlabeled(path, Settings with { Unreadable = file => Assert.Fail(file.ToString()) });

        Assert.Equal(["a.png", "b.png"], set.Names);
        Assert.Equal(77, set.Pixels(0)[0]);
    }

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tgz")]
    [InlineData("set.zip")]
    public void Names_that_climb_out_of_the_archive_write_nothing_and_are_ignored(string name)
    {
        using var folder = new TemporaryFolder();
        var files = PictureSets.Named("../evil.png", "../../x.png", "/absolute.png", "a/../b.png", "C:/drive.png", "//host/share.png");
        var path = PictureSets.Write(Path.Combine(folder.Path, name), files);

        Assert.Equal(["C:/drive.png", "absolute.png", "host/share.png"], Reading.Unlabeled(path, Settings).Names);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Backslashes_in_a_zip_archive_climb_no_further()
    {
        using var folder = new TemporaryFolder();
        var path = PictureSets.WriteZip(Path.Combine(folder.Path, "set.zip"), PictureSets.Named(@"..\..\evil.png", @"C:\drive.png", @"\\host\share.png"));

        Assert.Equal(["C:/drive.png", "host/share.png"], Reading.Unlabeled(path, Settings).Names);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_member_that_is_too_large_is_unreadable_and_the_next_one_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "set.zip");
        using (var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            using (var large = archive.CreateEntry("a.png", CompressionLevel.Fastest).Open())
            {
                var block = new byte[1 << 20];
                for (var megabyte = 0; megabyte < 257; megabyte++)
                {
                    large.Write(block);
                }
            }

            using var small = archive.CreateEntry("b.png").Open();
            small.Write(PictureSets.Grey(1));
        }

        var bad = new List<UnreadableFile>();
        var set = Reading.Unlabeled(path, Settings with { Unreadable = bad.Add });

        Assert.Equal(["b.png"], set.Names);
        Assert.Equal(new UnreadableFile("unlabeled", "a.png", "257 MB are more than the limit of 256 MB a file, which `MostPixels` raises"), Assert.Single(bad));
    }

    [Theory]
    [InlineData("set.tar", 512)]
    [InlineData("set.tar", 700)]
    [InlineData("set.tar.gz", 101)]
    [InlineData("set.zip", 101)]
    public void A_cut_archive_is_refused(string name, int step)
    {
        using var folder = new TemporaryFolder();
        var files = PictureSets.Classes(10, 10);
        var path = Path.Combine(folder.Path, name);
        PictureSets.Write(path, files);
        var whole = File.ReadAllBytes(path);

        // What follows the last member of a tar archive is padding: two empty blocks, or a few compressed bytes and a checksum.
        var padding = name switch
        {
            "set.tar" => 1024,
            "set.tar.gz" => 40,
            _ => 1,
        };
        for (var length = step; length <= whole.Length - padding; length += step)
        {
            File.WriteAllBytes(path, whole[..length]);
            AssertDamaged(path);
        }
    }

    [Fact]
    public void An_archive_of_other_bytes_is_refused()
    {
        using var folder = new TemporaryFolder();
        var noise = new byte[5000];
        var random = KeyedRandom.For(3, RandomUse.Drawing);
        foreach (ref var value in noise.AsSpan())
        {
            value = (byte)random.NextInt(256);
        }

        foreach (var name in new[] { "a.tar", "a.tar.gz", "a.tgz", "a.zip" })
        {
            AssertDamaged(folder.Write(name, noise));
        }
    }

    [Fact]
    public void A_changed_byte_in_a_gzip_archive_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var path = PictureSets.WriteTar(Path.Combine(folder.Path, "set.tar.gz"), PictureSets.Classes(5, 5));
        var bytes = File.ReadAllBytes(path);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^8..), 12345); // the checksum

        File.WriteAllBytes(path, bytes);

        AssertDamaged(path);
    }

    [Fact]
    public void A_damaged_member_of_a_zip_archive_is_an_unreadable_picture()
    {
        using var folder = new TemporaryFolder();
        var path = PictureSets.WriteZip(Path.Combine(folder.Path, "set.zip"), PictureSets.Named("a.png", "b.png"));
        var bytes = File.ReadAllBytes(path);
        bytes[30 + "a.png".Length] = 0xFF; // the first byte of the first member's deflate stream: a block of reserved type
        File.WriteAllBytes(path, bytes);
        var bad = new List<UnreadableFile>();

        var set = Reading.Unlabeled(path, Settings with { Unreadable = bad.Add });

        Assert.Equal(["b.png"], set.Names);
        Assert.Equal("a.png", Assert.Single(bad).File);
    }

    private static void AssertDamaged(string path)
    {
        var message = Assert.Throws<NoisyStudentException>(() => Reading.Unlabeled(path, Settings)).Message;
        Assert.StartsWith($"The archive {path} is damaged (", message, StringComparison.Ordinal);
        Assert.EndsWith("): get it again, or pack it again.", message, StringComparison.Ordinal);
    }
}
