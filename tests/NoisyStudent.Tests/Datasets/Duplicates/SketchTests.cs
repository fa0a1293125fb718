using NoisyStudent.Datasets.Duplicates;
using Xunit;

namespace NoisyStudent.Tests.Datasets.Duplicates;

public class SketchTests
{
    private const int Side = PictureFingerprint.Side;

    [Fact]
    public void A_picture_that_is_one_wave_has_that_trait_alone()
    {
        // Half a wave across, the same in all channels: the first trait. Its amplitude is cut down to its standard deviation.
        var pixels = Draw((x, _) => 128 + (100 * Math.Cos(Math.PI * (x + 0.5) / Side)));
        var traits = Sketch.Of(pixels, 100 / Math.Sqrt(2)).AsSpan().ToArray();
        Assert.Equal(63, traits[0]);
        Assert.All(traits[1..], trait => Assert.Equal(0, trait));
    }

    [Fact]
    public void A_negative_has_the_opposite_traits()
    {
        var pixels = Draw((x, y) => 40 + (x * 3) + (y * y / 2) + (x * y / 4));
        var negative = Array.ConvertAll(pixels, level => (byte)(255 - level));
        Assert.Equal(Sketch.Of(pixels, 30).AsSpan().ToArray(), Sketch.Of(negative, 30).AsSpan().ToArray().Select(trait => (sbyte)-trait));
    }

    [Fact]
    public void All_sketches_in_reach_are_found_and_no_others()
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var sketches = new (int Place, Sketch Sketch)[4000];
        for (var i = 0; i < sketches.Length; i++)
        {
            sketches[i].Place = sketches.Length - i;
            for (var trait = 0; trait < Sketch.Length; trait++)
            {
                sketches[i].Sketch[trait] = (sbyte)(random.NextInt(21) - 10);
            }
        }

        var wanted = default(Sketch);
        var expected = sketches.Where(each => each.Place < 3000 && each.Sketch.AsSpan().ToArray().Sum(trait => trait * trait) <= 20 * 20)
            .Select(each => each.Place).Order().ToArray();
        Assert.InRange(expected.Length, 50, 1000);
        Assert.Equal(expected, new SketchIndex(sketches, reach: 20).Near(wanted, end: 3000).Order());
    }

    private static byte[] Draw(Func<int, int, double> level) =>
        [.. Enumerable.Range(0, Side * Side * 3).Select(i => (byte)Math.Round(level(i / 3 % Side, i / 3 / Side)))];
}
