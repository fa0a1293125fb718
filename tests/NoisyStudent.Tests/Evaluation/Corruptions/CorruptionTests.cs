using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Corruptions;

public sealed class CorruptionTests
{
    /// <summary>Those that draw nothing at random.</summary>
    private static readonly string[] _fixed =
        ["defocus_blur", "zoom_blur", "brightness", "contrast", "pixelate", "jpeg_compression", "gaussian_blur", "saturate"];

    public static TheoryData<string> Names => [.. Corruption.All.Select(corruption => corruption.Name)];

    [Fact]
    public void There_are_15_that_count_and_4_that_do_not_in_the_papers_order() => Assert.Equal(
        [
            "gaussian_noise", "shot_noise", "impulse_noise", "defocus_blur", "glass_blur", "motion_blur", "zoom_blur", "snow", "frost", "fog", "brightness",
            "contrast", "elastic_transform", "pixelate", "jpeg_compression", "(speckle_noise)", "(gaussian_blur)", "(spatter)", "(saturate)",
        ],
        Corruption.All.Select(corruption => corruption.IsExtra ? $"({corruption.Name})" : corruption.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_picture_seed_and_name_give_the_same_bytes_and_others_do_not(string name)
    {
        var clean = Views.Scene(64, 1);
        var corrupted = clean.Corrupted(name, 3).Pixels;
        Assert.Equal(corrupted, clean.Corrupted(name, 3).Pixels);
        Assert.NotEqual(corrupted, clean.Pixels);
        Assert.NotEqual(corrupted, Views.Scene(64, 2).Corrupted(name, 3).Pixels);

        // A motion blur has few directions in small pictures, so that two may be the same by chance.
        Assert.Equal(_fixed.Contains(name), Enumerable.Range(2, 5).All(seed => corrupted.SequenceEqual(clean.Corrupted(name, 3, seed: seed).Pixels)));
        Assert.Equal(_fixed.Contains(name), Enumerable.Range(2, 5).All(file => corrupted.SequenceEqual(clean.Corrupted(name, 3, $"{file}.png").Pixels)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_and_their_order_do_not_matter(string name)
    {
        var clean = Views.Scene(32, 1);
        var alone = Enumerable.Range(0, 40).Select(number => clean.Corrupted(name, 4, $"{number}").Pixels).ToArray();
        var together = new byte[alone.Length][];
        Parallel.For(0, alone.Length, number => together[^(number + 1)] = clean.Corrupted(name, 4, $"{alone.Length - 1 - number}").Pixels);
        Assert.Equal(alone, together);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_clean_picture_is_not_changed(string name)
    {
        var clean = Views.Scene(64, 1);
        clean.Corrupted(name, 5);
        Assert.Equal(Views.Scene(64, 1).Pixels, clean.Pixels);
    }

    /// <summary>
    /// The mean over pictures of the distance from the clean one. Where the published settings are in another order: saturate first fades and then glows;
    /// spatter turns from water to mud; glass_blur trades reach against times and Gaussian; elastic_transform moves the whole picture less and less and its
    /// edges more; frost adds light of the ice and takes as much from the picture; snow at 224 has fewer and larger flakes from 2 to 3.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Severities_are_further_and_further_from_the_clean_picture(string name)
    {
        int[] inAnotherOrder = name switch
        {
            "saturate" or "glass_blur" or "elastic_transform" or "frost" => Published.Sizes,
            "spatter" => [32, 64],
            "snow" => [224],
            _ => [],
        };
        foreach (var size in Published.Sizes)
        {
            var pictures = Enumerable.Range(0, size == 224 ? 6 : 24).Select(number => Views.Scene(size, number)).ToArray();
            var distances = Enumerable.Range(1, Corruption.Severities).Select(severity => pictures.Index().Average(
                picture => Levels.Distance(picture.Item, picture.Item.Corrupted(name, severity, $"{picture.Index}")))).ToArray();
            Assert.True(distances[0] > 0, $"{name} at {size} does nothing");
            Assert.True(
                inAnotherOrder.Contains(size) || distances.Zip(distances.Skip(1)).All(pair => pair.First < pair.Second),
                $"{name} at {size}: {string.Join(", ", distances.Select(distance => $"{distance:0.0000}"))}");
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(45)]
    [InlineData(46)]
    [InlineData(119)]
    [InlineData(120)]
    [InlineData(300)]
    public void Pictures_of_any_size_from_8_pixels_on_are_corrupted(int size)
    {
        var clean = Views.Scene(size, 1);
        foreach (var corruption in Corruption.All)
        {
            foreach (var severity in (int[])[1, 5])
            {
                var corrupted = corruption.Apply(clean, severity, 1, "a.png");
                Assert.Equal((size, size), (corrupted.Width, corrupted.Height));
                Assert.True(
                    Levels.Distance(clean, corrupted) < 0.6, $"nothing is left of the picture under {corruption.Name} {severity}");
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void Black_and_white_pictures_are_corrupted_too(int level)
    {
        foreach (var size in (int[])[8, .. Published.Sizes])
        {
            Assert.All(Corruption.All, corruption => Assert.Equal(size, corruption.Apply(Views.Grey(size, level), 5, 1, "a.png").Width));
        }
    }

    [Theory]
    [InlineData(32, 31)]
    [InlineData(31, 32)]
    [InlineData(7, 7)]
    [InlineData(1, 1)]
    public void What_is_not_square_or_too_small_is_refused_in_a_sentence(int width, int height)
    {
        var picture = new RgbImage(width, height, new byte[3 * width * height]);
        Assert.All(Corruption.All, corruption => Assert.Equal(
            $"cat/1.png has {width}x{height} pixels, but only square pictures of at least 8x8 can be corrupted; fit it to a square first.",
            Assert.Throws<NoisyStudentException>(() => corruption.Apply(picture, 1, 1, "cat/1.png")).Message));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void There_are_five_severities(int severity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Corruption.All[0].Apply(Views.Grey(32, 0), severity, 1, "a.png"));
}
