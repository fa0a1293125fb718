using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class CutoutTests
{
    [Fact]
    public void A_cutout_covers_its_rectangle_and_nothing_else()
    {
        var picture = Pictures.Mixed(8, 6);

        var result = Pictures.After(picture, 8, 6, image => new Cutout(2, 1, 5, 4).Apply(image, 99));

        for (var i = 0; i < picture.Length; i++)
        {
            var (x, y) = (i / 3 % 8, i / 3 / 8);
            Assert.Equal(x is >= 2 and < 5 && y is >= 1 and < 4 ? 99 : picture[i], result[i]);
        }
    }

    [Fact]
    public void A_cutout_is_a_square_about_its_centre_clipped_at_the_borders()
    {
        var random = KeyedRandom.For(3, RandomUse.InputNoise);
        var sawWhole = false;
        var sawClipped = false;
        for (var i = 0; i < 500; i++)
        {
            var cutout = Cutout.Draw(32, 20, 10, ref random);

            Assert.InRange(cutout.Left, 0, 26);
            Assert.InRange(cutout.Top, 0, 14);
            Assert.InRange(cutout.Right, cutout.Left + 5, Math.Min(cutout.Left + 10, 32));
            Assert.InRange(cutout.Bottom, cutout.Top + 5, Math.Min(cutout.Top + 10, 20));
            var area = (cutout.Right - cutout.Left) * (cutout.Bottom - cutout.Top);
            sawWhole |= area == 100;
            sawClipped |= area < 100;
        }

        Assert.True(sawWhole && sawClipped);
    }

    [Fact]
    public void The_centre_is_any_pixel_equally_often()
    {
        var random = KeyedRandom.For(4, RandomUse.InputNoise);
        var counts = new int[6 * 4];
        for (var i = 0; i < 24_000; i++)
        {
            var cutout = Cutout.Draw(6, 4, 0, ref random);
            counts[(cutout.Top * 6) + cutout.Left]++;
        }

        Frequencies.AssertUniform(counts);
    }
}
