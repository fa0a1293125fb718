using NoisyStudent.Evaluation.Perturbations;
using NoisyStudent.Images;
using NoisyStudent.Tests.Evaluation.Corruptions;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Perturbations;

public sealed class PerturbationTests
{
    private static readonly string[] _random = ["gaussian_noise", "shot_noise", "speckle_noise", "snow", "spatter"];

    /// <summary>Noise is drawn anew in each frame.</summary>
    public static TheoryData<string> NamesOfMovements => [.. Perturbation.All.Where(perturbation => !perturbation.IsNoise).Select(perturbation => perturbation.Name)];

    public static TheoryData<string> Names => [.. Perturbation.All.Select(perturbation => perturbation.Name)];

    [Fact]
    public void There_are_10_that_count_and_4_that_do_not_in_the_papers_order() => Assert.Equal(
        [
            "gaussian_noise", "shot_noise", "motion_blur", "zoom_blur", "brightness", "snow", "translate", "rotate", "tilt", "scale",
            "(speckle_noise)", "(gaussian_blur)", "(spatter)", "(shear)",
        ],
        Perturbation.All.Select(perturbation => perturbation.IsExtra ? $"({perturbation.Name})" : perturbation.Name));

    [Fact]
    public void Noises_are_three() =>
        Assert.Equal(["gaussian_noise", "shot_noise", "speckle_noise"], Perturbation.All.Where(each => each.IsNoise).Select(each => each.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sequence_has_the_published_number_of_frames_of_the_pictures_size(string name)
    {
        foreach (var size in Published.Sizes)
        {
            var expected = (name, size) switch { ("motion_blur", 32) => 21, ("translate", 32) => 16, ("translate", 224) => 41, _ => 31 };
            var frames = Views.Scene(size, 1).Frames(name);
            Assert.Equal(expected, frames.Count);
            Assert.All(frames, frame => Assert.Equal((size, size), (frame.Width, frame.Height)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_same_picture_seed_and_name_give_the_same_frames_and_others_do_not(string name)
    {
        var clean = Views.Scene(32, 1);
        var frames = Bytes(clean.Frames(name));
        Assert.Equal(frames, Bytes(clean.Frames(name)));
        Assert.NotEqual(frames, Bytes(Views.Scene(32, 2).Frames(name)));
        Assert.Equal(_random.Contains(name), !frames.SequenceEqual(Bytes(clean.Frames(name, seed: 2))));
        Assert.Equal(_random.Contains(name), !frames.SequenceEqual(Bytes(clean.Frames(name, "b.png"))));
        Assert.Equal(Views.Scene(32, 1).Pixels, clean.Pixels);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Threads_and_their_order_do_not_matter(string name)
    {
        var clean = Views.Scene(32, 1);
        var alone = Enumerable.Range(0, 10).Select(number => Bytes(clean.Frames(name, $"{number}"))).ToArray();
        var together = new byte[alone.Length][];
        Parallel.For(0, alone.Length, number => together[^(number + 1)] = Bytes(clean.Frames(name, $"{alone.Length - 1 - number}")));
        Assert.Equal(alone, together);
    }

    /// <summary>
    /// Frames drift away from the one that changes least, or nothing: the first of a blur, the middle of what is moved or lit in both directions. Of
    /// motion_blur, snow and spatter, which turn and run, no frame is the clean picture.
    /// </summary>
    [Theory]
    [InlineData("zoom_blur", 0, 0, 0)]
    [InlineData("gaussian_blur", 0, 0, 0)]
    [InlineData("brightness", 15, 15, 15)]
    [InlineData("translate", 7, 15, 20)]
    [InlineData("rotate", 15, 15, 15)]
    [InlineData("tilt", 15, 15, 15)]
    [InlineData("scale", 15, 24, 24)]
    [InlineData("shear", 15, 15, 15)]
    public void Frames_drift_away_from_the_clean_picture(string name, int at32, int at64, int at224)
    {
        foreach (var (size, still) in Published.Sizes.Zip([at32, at64, at224]))
        {
            // Coarse structures, so that moving them further does not bring like upon like.
            var clean = Sequences.Disc(size, 0.05 * size, 0.1 * size);
            var frames = clean.Frames(name);
            var least = name == "tilt" ? 0.03 : name == "gaussian_blur" ? 0.01 : 0;
            Assert.InRange(Levels.Distance(clean, frames[still]), 0, least);
            for (var i = 0; i < frames.Count; i++)
            {
                var nearer = i < still ? i + 1 : Math.Max(still, i - 1);
                Assert.True(
                    Levels.Distance(frames[still], frames[nearer]) <= Levels.Distance(frames[still], frames[i]) + 0.001, $"{name} at {size}, frame {i}");
            }

            Assert.NotEqual(frames[still].Pixels, frames[^1].Pixels);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfMovements))]
    public void Neighbouring_frames_are_more_alike_than_distant_ones(string name)
    {
        foreach (var size in Published.Sizes)
        {
            var frames = Views.Scene(size, 5).Frames(name);
            var half = frames.Count / 2;
            Assert.True(
                Enumerable.Range(1, frames.Count - 1).Average(i => Levels.Distance(frames[i - 1], frames[i]))
                < 0.5 * Enumerable.Range(half, frames.Count - half).Average(i => Levels.Distance(frames[i - half], frames[i])), $"{name} at {size}");
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(45)]
    [InlineData(46)]
    [InlineData(120)]
    public void Pictures_of_any_size_from_8_pixels_on_are_perturbed(int size) => Assert.All(
        Perturbation.All, perturbation => Assert.All(perturbation.Frames(Views.Scene(size, 1), 1, "a.png"), frame => Assert.Equal(size, frame.Height)));

    [Theory]
    [InlineData(32, 31)]
    [InlineData(7, 7)]
    public void What_is_not_square_or_too_small_is_refused_in_a_sentence(int width, int height)
    {
        var picture = new RgbImage(width, height, new byte[3 * width * height]);
        Assert.All(Perturbation.All, perturbation => Assert.StartsWith(
            $"cat/1.png has {width}x{height} pixels", Assert.Throws<NoisyStudentException>(() => perturbation.Frames(picture, 1, "cat/1.png")).Message, StringComparison.Ordinal));
    }

    private static byte[] Bytes(IReadOnlyList<RgbImage> frames) => [.. frames.SelectMany(frame => frame.Pixels)];
}
