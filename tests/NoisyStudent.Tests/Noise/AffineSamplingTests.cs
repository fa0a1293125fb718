using System.Runtime.Intrinsics.X86;
using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class AffineSamplingTests
{
    [Theory]
    [InlineData(32, 32)]
    [InlineData(23, 17)]
    [InlineData(7, 5)]
    [InlineData(8, 1)]
    [InlineData(1, 9)]
    [InlineData(2, 1)]
    public void Eight_pixels_at_once_are_the_same_bytes_as_one_after_the_other(int width, int height)
    {
        Assert.SkipUnless(Avx2.IsSupported, "This processor does not gather.");
        var picture = Pictures.Mixed(width, height);
        var random = KeyedRandom.For(5, RandomUse.Drawing, width, height);
        for (var map = 0; map < 200; map++)
        {
            var affine = new AffineMap(
                random.NextDouble(-2, 2), random.NextDouble(-1, 1), random.NextDouble(-width, width),
                random.NextDouble(-1, 1), random.NextDouble(-2, 2), random.NextDouble(-height, height));

            Assert.Equal(
                Pictures.After(picture, width, height, image => AffineSampling.Resample(image, affine, 128, gather: false)),
                Pictures.After(picture, width, height, image => AffineSampling.Resample(image, affine, 128, gather: true)));
        }
    }

    [Fact]
    public void A_map_to_nowhere_gives_the_fill()
    {
        foreach (var place in (double[])[double.NaN, double.PositiveInfinity, -1e30, 1e30])
        {
            var result = Pictures.After(
                Pictures.Mixed(9, 4), 9, 4, image => AffineSampling.Resample(image, new AffineMap(1, 0, place, 0, 1, place), 31));
            Assert.All(result, level => Assert.Equal(31, level));
        }
    }

    [Theory]
    [InlineData(32, 32)]
    [InlineData(23, 17)]
    [InlineData(5, 4)]
    [InlineData(1, 1)]
    public void Rows_that_stay_rows_are_what_the_general_way_makes_of_them_but_for_rounding(int width, int height)
    {
        var picture = Pictures.Mixed(width, height);
        var random = KeyedRandom.For(6, RandomUse.Drawing, width, height);
        for (var map = 0; map < 200; map++)
        {
            // Odd multiples of 1/64 keep places off the border, where rounding decides.
            var affine = new AffineMap(1, random.NextInt(64) / 32.0, Odd(width), 0, 1, Odd(height));

            var rows = Pictures.After(picture, width, height, image => AffineSampling.Resample(image, affine, 128));
            var general = Pictures.After(picture, width, height, image => AffineSampling.Resample(image, affine, 128, gather: false));
            Assert.All(rows.Zip(general), pair => Assert.InRange(pair.First - pair.Second, -1, 1));
        }

        double Odd(int size) => ((2 * random.NextInt(64 * size)) + 1 - (64 * size)) / 64.0;
    }
}
