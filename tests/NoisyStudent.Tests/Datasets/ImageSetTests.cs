using System.Security.Cryptography;
using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public class ImageSetTests
{
    [Fact]
    public void Sets_are_joined_in_order_and_renamed()
    {
        var joined = ImageSet.Join([TestSets.Images(2).Rename(name => $"a/{name}"), TestSets.Images(1, seed: 2)]);
        Assert.Equal(["a/0.png", "a/1.png", "0.png"], joined.Names);
        Assert.Equal(TestSets.Images(2).Pixels(1).ToArray(), joined.Pixels(1).ToArray());
        Assert.Equal(TestSets.Images(1, seed: 2).Pixels(0).ToArray(), joined.Pixels(2).ToArray());
    }

    [Fact]
    public void A_subset_repeats_pictures_as_often_as_it_is_told()
    {
        var subset = TestSets.Images(3).Subset([2, 0, 2]);
        Assert.Equal(["2.png", "0.png", "2.png"], subset.Names);
        Assert.Equal(TestSets.Images(3).Pixels(2).ToArray(), subset.Pixels(0).ToArray());
    }

    [Theory]
    [InlineData("set")]
    [InlineData("set.zip")]
    public void The_hash_of_the_file_of_a_picture_is_known_where_it_is_asked_for_and_goes_with_the_picture(string name)
    {
        using var folder = new TemporaryFolder();
        var (path, files) = (Path.Combine(folder.Path, name), PictureSets.Classes(2, 1));
        if (name == "set")
        {
            PictureSets.WriteFolder(path, files);
        }
        else
        {
            PictureSets.WriteZip(path, files);
        }

        var settings = new ReadingSettings { ImageSize = 4, Set = "given" };
        using var hashed = Reading.Labeled(path, settings with { HashFiles = true });
        using var images = Reading.Unlabeled(path, settings with { HashFiles = true });
        using var unhashed = Reading.Unlabeled(path, settings);

        string[] hashes = [.. files.Select(file => Convert.ToHexStringLower(SHA256.HashData(file.Content)))];
        Assert.Equal(hashes, Hashes(hashed.Images));
        Assert.Equal(hashes, Hashes(images));
        Assert.Equal([null, null, null], Hashes(unhashed));
        Assert.Equal([hashes[2], hashes[0], hashes[1], hashes[2]], Hashes(ImageSet.Join([images.Subset([2]), images.Rename(each => $"a/{each}")])));

        static IEnumerable<string?> Hashes(ImageSet set) => Enumerable.Range(0, set.Count).Select(set.FileHash);
    }

    [Fact]
    public void Sets_made_of_others_share_their_pixels_and_end_with_them()
    {
        var set = TestSets.Images(3);
        var subset = set.Subset([1]);
        set.Dispose();
        Assert.Throws<ObjectDisposedException>(() => subset.Pixels(0).Length);
    }

    [Fact]
    public void Decoded_pixels_lie_where_they_are_told_to_and_leave_nothing_there()
    {
        using var folder = new TemporaryFolder();
        var picture = folder.Write("set/1.png", PictureSets.Grey(10));
        var settings = new ReadingSettings { ImageSize = 4, Set = "given", PixelFolder = Directory.CreateDirectory(Path.Combine(folder.Path, "pixels")).FullName };
        using (var images = DatasetReader.ReadUnlabeled(Path.GetDirectoryName(picture)!, settings))
        {
            if (OperatingSystem.IsLinux())
            {
                var mapped = File.ReadLines("/proc/self/maps").Single(line => line.Contains($"{settings.PixelFolder}/", StringComparison.Ordinal));
                Assert.EndsWith("(deleted)", mapped, StringComparison.Ordinal);
            }

            Assert.Equal(Enumerable.Repeat((byte)10, 48), images.Pixels(0).ToArray());
        }

        Assert.Empty(Directory.GetFileSystemEntries(settings.PixelFolder));
    }
}
