using NoisyStudent.Images;
using NoisyStudent.Noise;
using Xunit;

namespace NoisyStudent.Tests.Noise;

public sealed class RandomResizedCropTests
{
    private const int Side = 1000;
    private const int Draws = 20_000;

    private static readonly PixelWindow[] _windows = [.. Enumerable.Range(0, Draws).Select(draw => Draw(Side, Side, draw))];

    [Fact]
    public void A_window_is_a_function_of_its_stream() => Assert.Equal(Draw(500, 375, 7), Draw(500, 375, 7));

    [Fact]
    public void Area_and_aspect_keep_their_bounds() => Assert.All(_windows, window =>
    {
        Assert.True(window.IsInside(Side, Side));
        Assert.InRange(Area(window), 0.079, 1);
        Assert.InRange((double)window.Width / window.Height, 0.745, 1.342);
    });

    [Fact]
    public void Areas_are_uniform_where_every_aspect_fits()
    {
        // Up to 0.74 each drawn window fits into a square, so none is drawn again: thirds of [0.08, 0.74] are equally likely.
        var areas = _windows.Select(Area).Where(area => area < 0.74).ToArray();

        Assert.All(
            new[] { 0.08, 0.30, 0.52 },
            low => Assert.Equal(1.0 / 3, areas.Count(area => area >= low && area < low + 0.22) / (double)areas.Length, 0.015));
    }

    [Fact]
    public void The_logarithm_of_the_aspect_is_uniform()
    {
        var logs = _windows.Where(window => Area(window) < 0.74).Select(window => Math.Log((double)window.Width / window.Height)).ToArray();
        var bound = Math.Log(4.0 / 3);

        Assert.Equal(0, logs.Average(), 0.005);
        Assert.Equal(bound * bound / 3, logs.Average(log => log * log), 0.001);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2.5)]
    public void Windows_are_as_elongated_as_is_allowed(double widest, double reached)
    {
        var aspects = Enumerable.Range(0, 200).Select(draw =>
        {
            var window = Draw(Side, Side, draw, widest);
            return (double)Math.Max(window.Width, window.Height) / Math.Min(window.Width, window.Height);
        });
        Assert.InRange(aspects.Max(), reached, widest * 1.01);
        Assert.Equal(new PixelWindow((1000 - (10 * (int)widest)) / 2, 0, 10 * (int)widest, 10), Draw(1000, 10, 1, widest));
    }

    [Fact]
    public void Places_are_uniform()
    {
        var places = _windows.Where(window => window.Width < Side).Select(window => window.Left / (double)(Side - window.Width)).ToArray();

        Assert.Equal(0.5, places.Average(), 0.01);
        Assert.Equal(1.0 / 12, places.Average(place => (place - 0.5) * (place - 0.5)), 0.003);
    }

    [Fact]
    public void Where_nothing_fits_the_centre_is_taken()
    {
        Assert.Equal(new PixelWindow(493, 0, 13, 10), Draw(1000, 10, 1));
        Assert.Equal(new PixelWindow(0, 493, 10, 13), Draw(10, 1000, 1));
        Assert.Equal(new PixelWindow(0, 0, 1, 1), Draw(1, 1, 1));
    }

    private static double Area(PixelWindow window) => window.Width * window.Height / (double)(Side * Side);

    private static PixelWindow Draw(int width, int height, int draw, double widest = 4.0 / 3)
    {
        var random = KeyedRandom.For(1, RandomUse.InputNoise, draw);
        return RandomResizedCrop.Draw(width, height, ref random, widestAspect: widest);
    }
}
