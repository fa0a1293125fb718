using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class CropAndFlipTests
{
    private static readonly byte[] _picture = Pictures.Grey(
        1, 2, 3,
        4, 5, 6);

    [Theory]
    [InlineData(0, 0, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, 0, new byte[] { 2, 3, 0, 5, 6, 0 })]
    [InlineData(-2, 0, new byte[] { 0, 0, 1, 0, 0, 4 })]
    [InlineData(0, 1, new byte[] { 4, 5, 6, 0, 0, 0 })]
    [InlineData(-1, -1, new byte[] { 0, 0, 0, 0, 1, 2 })]
    [InlineData(3, 0, new byte[] { 0, 0, 0, 0, 0, 0 })]
    [InlineData(-9, 0, new byte[] { 0, 0, 0, 0, 0, 0 })]
    [InlineData(9, -9, new byte[] { 0, 0, 0, 0, 0, 0 })]
    public void A_window_shows_the_picture_and_the_fill_about_it(int left, int top, byte[] expected)
    {
        var window = new CropAndFlip(left, top, false);

        Assert.Equal(Pictures.Grey(expected), Pictures.After(_picture, 3, 2, image => window.Apply(image, 0)));
    }

    [Theory]
    [InlineData(0, 0, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(1, 0, new byte[] { 2, 3, 2, 5, 6, 5 })]
    [InlineData(-2, 0, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(0, 1, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(-1, -1, new byte[] { 5, 4, 5, 2, 1, 2 })]
    [InlineData(3, 0, new byte[] { 2, 1, 2, 5, 4, 5 })]
    [InlineData(-9, -2, new byte[] { 2, 1, 2, 5, 4, 5 })]
    public void Reflected_padding_is_the_picture_mirrored_at_its_outermost_pixels_as_often_as_it_takes(int left, int top, byte[] expected)
    {
        var window = new CropAndFlip(left, top, false);

        Assert.Equal(Pictures.Grey(expected), Pictures.After(_picture, 3, 2, image => window.Apply(image, null)));
        Assert.Equal(
            Pictures.Grey([.. expected.Chunk(3).SelectMany(row => row.Reverse())]),
            Pictures.After(_picture, 3, 2, image => (window with { Mirrored = true }).Apply(image, null)));
    }

    [Fact]
    public void A_single_pixel_is_all_that_its_reflection_shows() =>
        Assert.Equal(Pictures.Grey(7), Pictures.After(Pictures.Grey(7), 1, 1, image => new CropAndFlip(-3, 2, true).Apply(image, null)));

    [Fact]
    public void A_mirrored_window_exchanges_left_and_right_but_not_the_colours()
    {
        byte[] picture = [1, 2, 3, 4, 5, 6, 7, 8, 9];

        Assert.Equal([7, 8, 9, 4, 5, 6, 1, 2, 3], Shown(new CropAndFlip(0, 0, true)));
        Assert.Equal([0, 0, 0, 7, 8, 9, 4, 5, 6], Shown(new CropAndFlip(1, 0, true)));

        byte[] Shown(CropAndFlip window) => Pictures.After(picture, 3, 1, image => window.Apply(image, 0));
    }

    [Fact]
    public void Every_place_in_the_padding_and_both_directions_are_equally_frequent()
    {
        var random = KeyedRandom.For(5, RandomUse.InputNoise);
        var counts = new int[5 * 5 * 2];
        for (var i = 0; i < 50_000; i++)
        {
            var window = CropAndFlip.Draw(2, true, ref random);
            counts[((((window.Top + 2) * 5) + window.Left + 2) * 2) + (window.Mirrored ? 1 : 0)]++;
        }

        Frequencies.AssertUniform(counts);
    }

    [Fact]
    public void Without_padding_and_flip_the_window_is_the_picture()
    {
        var random = KeyedRandom.For(6, RandomUse.InputNoise);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(new CropAndFlip(0, 0, false), CropAndFlip.Draw(0, false, ref random));
        }
    }
}
