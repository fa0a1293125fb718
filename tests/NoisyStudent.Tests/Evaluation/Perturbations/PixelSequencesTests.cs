using NoisyStudent.Tests.Evaluation.Corruptions;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Perturbations;

public sealed class PixelSequencesTests
{
    /// <summary>Levels at half of white: the deviation, and that of photons at 1/2, are the published ones; speckle noise has half of it.</summary>
    [Theory]
    [InlineData("gaussian_noise", 32, 0.02)]
    [InlineData("gaussian_noise", 64, 0.025)]
    [InlineData("gaussian_noise", 224, 0.03)]
    [InlineData("shot_noise", 32, 700)]
    [InlineData("shot_noise", 64, 500)]
    [InlineData("shot_noise", 224, 300)]
    [InlineData("speckle_noise", 32, 0.05)]
    [InlineData("speckle_noise", 64, 0.05)]
    [InlineData("speckle_noise", 224, 0.05)]
    public void Noise_is_drawn_anew_upon_the_first_frame_which_is_clean(string name, int size, double c)
    {
        var clean = Views.Grey(size, 128);
        var frames = clean.Frames(name);
        Assert.Equal(clean.Pixels, frames[0].Pixels);
        var level = 128 / 255.0;
        var variance = name switch { "shot_noise" => level / c, "speckle_noise" => level * level * c * c, _ => c * c };
        Levels.AssertNear(variance, Levels.Variance(Levels.Of(frames.Skip(1))) - Levels.RoundingVariance, 0.08);

        // Two frames differ by both their noises.
        var between = Enumerable.Range(2, frames.Count - 2).Average(i => Math.Pow(Levels.Distance(frames[i - 1], frames[i]), 2)) - (2 * Levels.RoundingVariance);
        Levels.AssertNear(2 * variance, between, 0.08);
    }

    [Theory]
    [InlineData(32, -0.225, 0.015)]
    [InlineData(64, -0.3, 0.02)]
    [InlineData(224, -0.3, 0.02)]
    public void Brightness_rises_by_the_same_step_in_each_frame(int size, double first, double step)
    {
        var clean = Views.Static(size, least: 80, range: 95);
        foreach (var (i, frame) in clean.Frames("brightness").Index())
        {
            Assert.All(
                clean.Pixels.Chunk(3).Zip(frame.Pixels.Chunk(3)), pair => Assert.Equal(pair.First.Max() + (255 * (first + (i * step))), pair.Second.Max(), 0.51));
        }
    }

    [Theory]
    [InlineData(32, 0.3, 0.015)]
    [InlineData(64, 0.35, 0.014)]
    [InlineData(224, 0.25, 0.035)]
    public void Gaussian_blur_widens_by_the_same_step_in_each_frame(int size, double first, double step)
    {
        var edge = Views.Of(size, (x, _) => x < size / 2 ? (0, 0, 0) : (255, 255, 255));
        foreach (var (i, frame) in edge.Frames("gaussian_blur").Index())
        {
            var spread = Levels.Gaussian(first + (i * step), 10);
            for (var distance = -9; distance <= 9; distance++)
            {
                Assert.Equal(spread.Skip(10 - distance).Sum(), frame.At((size / 2) + distance, size / 2), 0.6 / 255);
            }
        }
    }

    /// <summary>A point is drawn out away from the direction that it is blurred in; the taps lie on whole pixels, so that it is met to some degrees.</summary>
    [Theory]
    [InlineData(32, -180, 9)]
    [InlineData(64, -150, 5)]
    [InlineData(224, -120, 4)]
    public void Motion_blur_turns_by_the_same_step_in_each_frame(int size, double first, double step)
    {
        var point = Views.Of(size, (x, y) => x == size / 2 && y == size / 2 ? (255, 255, 255) : (0, 0, 0));
        foreach (var (i, frame) in point.Frames("motion_blur").Index())
        {
            var (right, down) = Sequences.Centre(frame);
            var degrees = Math.Atan2(0.5 - down, 0.5 - right) * 180 / Math.PI;
            Assert.InRange(Math.IEEERemainder(degrees - (first + (i * step)), 360), -12, 12);
        }
    }

    /// <summary>Black without a flake becomes (1 - 0.85) / 2.</summary>
    [Fact]
    public void Snow_keeps_its_whitening_and_its_flakes_while_it_turns()
    {
        foreach (var size in Published.Sizes)
        {
            var frames = Views.Grey(size, 0).Frames("snow");
            Assert.Equal(0.075, Levels.Of(frames).Min(), 0.6 / 255);
            var means = frames.Select(frame => Levels.Of(frame).Average() - 0.075).ToArray();
            Assert.True(means.Min() > 0.005, $"no snow at {size}");
            Assert.All(means.Zip(means.Skip(1)), pair => Assert.InRange(pair.Second / pair.First, 0.8, 1.25));
        }
    }

    /// <summary>Where the drops of a frame are is found lower in the next: the light's centre, of those pixels that both have lit, moves down.</summary>
    [Theory]
    [InlineData(32, 0.6)]
    [InlineData(64, 0.6)]
    [InlineData(224, 0.6)]
    public void Spattered_water_runs_down(int size, double strength)
    {
        var (down, up) = (0.0, 0.0);
        foreach (var file in (string[])["a", "b", "c", "d", "e"])
        {
            var frames = Views.Grey(size, 0).Frames("spatter", file);
            Assert.Equal(strength * 238 / 255, Levels.Of(frames).Max(), 0.6 / 255);
            var (first, later) = (frames[0], frames[size == 224 ? 12 : 4]);
            var step = size == 224 ? 9 : 3;
            for (var i = step * size; i < (size - step) * size; i++)
            {
                var (x, y) = (i % size, i / size);
                (down, up) = (down + (first.At(x, y) * later.At(x, y + step)), up + (first.At(x, y) * later.At(x, y - step)));
            }
        }

        Assert.True(down > 1.3 * up, $"{down} down, {up} up");
    }
}
