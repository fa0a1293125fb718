using NoisyStudent.Tests.Evaluation.Corruptions;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Perturbations;

/// <summary>Where a white disc on black goes.</summary>
public sealed class GeometricSequencesTests
{
    [Theory]
    [InlineData(32, -7)]
    [InlineData(64, -15)]
    [InlineData(224, -20)]
    public void Translate_moves_by_a_pixel_to_the_right_in_each_frame_and_leaves_black(int size, int first)
    {
        var clean = Views.Static(size, least: 1, range: 255);
        foreach (var (i, frame) in clean.Frames("translate").Index())
        {
            var shift = first + i;
            for (var x = 0; x < size; x++)
            {
                var from = x - shift;
                Assert.Equal(from >= 0 && from < size ? clean.At(from, size / 3) : 0, frame.At(x, size / 3));
            }
        }
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(224)]
    public void Rotate_goes_from_15_degrees_against_the_clock_to_15_with_it(int size)
    {
        foreach (var (i, frame) in Sequences.Disc(size, size / 4.0, 0).Frames("rotate").Index())
        {
            var (right, down) = Sequences.Centre(frame);
            Assert.Equal(i - 15, Math.Atan2(down, right) * 180 / Math.PI, 1.0);
            Assert.Equal(size / 4.0, Math.Sqrt((right * right) + (down * down)), 0.1 + (0.005 * size));
        }
    }

    [Theory]
    [InlineData(32, 0.7, 0.02)]
    [InlineData(64, 0.4, 0.025)]
    [InlineData(224, 0.4, 0.025)]
    public void Scale_enlarges_about_the_middle(int size, double first, double step)
    {
        foreach (var (i, frame) in Sequences.Disc(size, size / 6.0, size / -6.0).Frames("scale").Index())
        {
            var (right, down) = Sequences.Centre(frame);
            var scale = first + (i * step);
            Assert.Equal(scale * size / 6, right, 0.1 + (0.005 * size));
            Assert.Equal(scale * size / -6, down, 0.1 + (0.005 * size));
            var area = Levels.Of(frame).Average() / (Math.PI * 0.01);
            Assert.Equal(scale * scale, area, 0.1);
        }
    }

    /// <summary>A place (x, y) from the middle is seen at (x - y sin a, y cos a).</summary>
    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(224)]
    public void Shear_slants_and_shortens(int size)
    {
        foreach (var (i, frame) in Sequences.Disc(size, size / 8.0, size / 4.0).Frames("shear").Index())
        {
            var (sine, cosine) = Math.SinCos((i - 15) * Math.PI / 180);
            var (right, down) = Sequences.Centre(frame);
            Assert.Equal((size / 8.0) - (sine * size / 4), right, 0.1 + (0.01 * size));
            Assert.Equal(cosine * size / 4, down, 0.1 + (0.01 * size));
        }
    }

    /// <summary>
    /// A place (x, y, 1) is turned about the vertical axis, then about the horizontal one, and seen from the diagonal's length away, from where that length
    /// is also as large as in the picture.
    /// </summary>
    [Theory]
    [InlineData(32, 11.25, 0.75)]
    [InlineData(64, 15, 1)]
    [InlineData(224, 15, 1)]
    public void Tilt_turns_about_both_axes(int size, double most, double step)
    {
        var (x, y, diagonal) = (size / 4.0, size / -8.0, size * Math.Sqrt(2));
        foreach (var (i, frame) in Sequences.Disc(size, x, y).Frames("tilt").Index())
        {
            var (sine, cosine) = Math.SinCos(((i * step) - most) * Math.PI / 180);
            var (turnedX, depth) = ((x * cosine) - sine, (x * sine) + cosine);
            var (turnedY, distance) = ((y * cosine) - (depth * sine), (y * sine) + (depth * cosine) + diagonal);
            var (right, down) = Sequences.Centre(frame);
            Assert.Equal(diagonal * turnedX / distance, right, 0.55 + (0.01 * size));
            Assert.Equal(diagonal * turnedY / distance, down, 0.55 + (0.01 * size));
        }
    }

    /// <summary>Enlarged by z, a slope is 1 / z as steep: frame i is the mean of enlargements 1, 1.004, ..., 1 + 0.004 i.</summary>
    [Fact]
    public void Zoom_blur_is_the_mean_of_more_and_more_enlargements()
    {
        foreach (var size in Published.Sizes)
        {
            var frames = Views.Places(size).Frames("zoom_blur");
            Assert.Equal(Views.Places(size).Pixels, frames[0].Pixels);
            var (from, to) = (size / 4, 3 * size / 4);
            foreach (var (i, frame) in frames.Index())
            {
                var steepness = (frame.At(to, size / 2) - frame.At(from, size / 2)) * 255 / ((to - from) * Views.StepOfPlaces(size));
                Assert.Equal(Enumerable.Range(0, i + 1).Average(k => 1 / (1 + (0.004 * k))), steepness, 0.01);
            }
        }
    }
}
