using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Tests.Images;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

/// <summary>Runs alone: what is measured is the memory of the whole process.</summary>
[CollectionDefinition(nameof(BoundedMemoryTests), DisableParallelization = true)]
[Collection(nameof(BoundedMemoryTests))]
public sealed class BoundedMemoryTests
{
    private const int ImageSize = 160;
    private const int Pictures = 3500;
    private const long SetBytes = 3L * ImageSize * ImageSize * Pictures;
    private const long Bound = SetBytes / 4;

    [Theory]
    [InlineData("set.tar")]
    [InlineData("set.tar.gz")]
    public void A_set_four_times_larger_than_the_bound_is_read_and_gone_through_within_it(string name)
    {
        using var folder = new TemporaryFolder();
        var files = Enumerable.Range(0, 8).Select(level => EncodedPictures.Plain(new SKColor((byte)level, 0, 0))).ToArray();
        var path = PictureSets.WriteTar(Path.Combine(folder.Path, name), Enumerable.Range(0, Pictures).Select(i => ($"{i:0000}.png", files[i % 8])));
        // The rise over the least seen so far, not over the start: what earlier tests left behind may go back to the system meanwhile.
        var least = Memory(collect: true);
        long rise = 0;
        void Look()
        {
            var now = Memory();
            least = Math.Min(least, now);
            rise = Math.Max(rise, now - least);
        }

        var settings = new ReadingSettings
        {
            ImageSize = ImageSize,
            Set = "unlabeled",
            PixelFolder = folder.Path,
            Progress = new Relay<ReadingProgress>(_ => Look()),
        };

        using var set = Reading.Unlabeled(path, settings);
        for (var i = 0; i < set.Count; i++)
        {
            Assert.Equal(i % 8, set.Pixels(i)[^3]);
            Assert.False(set.Pixels(i).ContainsAnyExceptInRange((byte)0, (byte)7));
            if (i % 50 == 0)
            {
                Look();
            }
        }

        Assert.Equal(Pictures, set.Count);
        Assert.InRange(rise, 1, Bound);
    }

    // Pages of a mapped file count as resident while nobody else needs the room, but the system takes them back when somebody does:
    // what it cannot take back is what has no file, managed memory included.
    private static long Memory(bool collect = false)
    {
        var managed = GC.GetTotalMemory(collect);
        return OperatingSystem.IsLinux()
            ? 1024 * long.Parse(
                File.ReadLines("/proc/self/status").Single(line => line.StartsWith("RssAnon:", StringComparison.Ordinal))[8..^2],
                CultureInfo.InvariantCulture)
            : managed;
    }
}
