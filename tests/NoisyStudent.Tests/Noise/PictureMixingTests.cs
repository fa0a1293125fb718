using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public class PictureMixingTests
{
    private const int Size = 17;
    private const int Draws = 4000;

    private static readonly byte[] _black = new byte[Size * Size * 3];
    private static readonly byte[] _white = [.. Enumerable.Repeat((byte)255, Size * Size * 3)];

    [Fact]
    public void Mixup_blends_every_byte_by_the_share_that_it_tells()
    {
        var mixing = new PictureMixing(new InputNoise { Mixup = 1 }, Size);
        for (var draw = 0; draw < 50; draw++)
        {
            var (share, mixture) = Mixed(mixing, _white, _black, draw);
            Assert.All(mixture, level => Assert.InRange(level - (255 * share), -0.5, 0.5));
        }
    }

    [Fact]
    public void CutMix_shows_of_each_picture_the_share_that_it_tells()
    {
        var mixing = new PictureMixing(new InputNoise { Cutmix = 1 }, Size);
        var shares = new List<double>();
        for (var draw = 0; draw < 200; draw++)
        {
            var (share, mixture) = Mixed(mixing, _white, _black, draw);
            Assert.All(mixture, level => Assert.True(level is 0 or 255));
            Assert.Equal(share, mixture.Count(level => level == 255) / (double)mixture.Length, 12);
            shares.Add(share);
        }

        Assert.True(shares.Min() < 0.3 && shares.Max() > 0.95);
    }

    [Fact]
    public void With_both_each_picture_gets_one_of_them_at_even_odds()
    {
        var mixing = new PictureMixing(new InputNoise { Mixup = 1, Cutmix = 1 }, Size);
        var blends = Enumerable.Range(0, Draws).Count(draw => Mixed(mixing, _white, _black, draw).Mixture.Any(level => level is not (0 or 255)));
        Assert.InRange(blends / (double)Draws, 0.46, 0.54);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    [InlineData(2.0)]
    public void Shares_have_the_mean_and_variance_of_the_Beta_distribution(double alpha)
    {
        var random = KeyedRandom.For(3, RandomUse.InputNoise);
        var shares = Enumerable.Range(0, 20_000).Select(_ => PictureMixing.DrawShare(alpha, ref random)).ToArray();
        var variance = 1 / (4 * ((2 * alpha) + 1));

        Assert.InRange(shares.Average(), 0.49, 0.51);
        Assert.InRange(shares.Average(share => (share - 0.5) * (share - 0.5)), 0.95 * variance, 1.05 * variance);
    }

    private static (double Share, byte[] Mixture) Mixed(PictureMixing mixing, byte[] picture, byte[] other, int draw)
    {
        var mixture = picture.ToArray();
        var random = KeyedRandom.For(2, RandomUse.InputNoise, draw);
        return (mixing.Apply(mixture, other, ref random), mixture);
    }
}
