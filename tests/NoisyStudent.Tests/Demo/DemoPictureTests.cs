using NoisyStudent.Cli.Demo;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Demo;

public class DemoPictureTests
{
    private static readonly DemoPictureOptions _plain = new() { Clutter = 0, LeastContrast = 0.3, MostContrast = 0.7 };

    [Theory]
    [InlineData(32)]
    [InlineData(48)]
    public void A_picture_has_the_wanted_size_and_no_transparency(int size)
    {
        using var picture = Draw(new() { Size = size }, shape: 0, place: 0);
        Assert.Equal((size, size), (picture.Width, picture.Height));
        Assert.All(picture.Pixels, pixel => Assert.Equal(255, pixel.Alpha));
    }

    [Fact]
    public void Without_clutter_there_are_a_ground_and_a_shape_of_the_wanted_contrast()
    {
        for (var place = 0; place < 100; place++)
        {
            using var picture = Draw(_plain, place % 10, place);
            var colours = picture.Pixels.CountBy(pixel => pixel).OrderByDescending(colour => colour.Value).Take(2).ToArray();

            // What is left are the mixed pixels along the edge.
            Assert.InRange(colours.Sum(colour => colour.Value), 32 * 32 * 0.7, 32 * 32);
            Assert.InRange(Math.Abs(Lightness(colours[0].Key) - Lightness(colours[1].Key)), 255 * 0.29, 255 * 0.71);
        }
    }

    [Fact]
    public void Clutter_adds_colours()
    {
        int Colours(double clutter) => Enumerable.Range(0, 50).Sum(place =>
        {
            using var picture = Draw(_plain with { Clutter = clutter }, shape: 3, place);
            return picture.Pixels.Distinct().Count();
        });

        Assert.True(Colours(0.5) > 1.5 * Colours(0));
        Assert.True(Colours(1) > 1.1 * Colours(0.5));
    }

    [Fact]
    public void The_mean_colour_of_a_picture_does_not_tell_its_class()
    {
        const int Each = 60;
        var options = new DemoPictureOptions();
        var classes = Enumerable.Range(0, DemoShapes.Names.Count).ToArray();
        var known = classes.Select(shape => Mean([.. Places(0).Select(place => MeanColour(shape, place))])).ToArray();
        var right = classes.Sum(shape => Places(Each).Count(place =>
        {
            var colour = MeanColour(shape, place);
            return classes.MinBy(candidate => Distance(known[candidate], colour)) == shape;
        }));

        // Guessing gets a tenth.
        Assert.InRange(right, 0, 0.2 * Each * classes.Length);

        IEnumerable<int> Places(int start) => Enumerable.Range(start, Each);

        double[] MeanColour(int shape, int place)
        {
            using var picture = Draw(options, shape, place);
            return Mean([.. picture.Pixels.Select(Colour)]);
        }
    }

    private static SKBitmap Draw(DemoPictureOptions options, int shape, int place) =>
        SKBitmap.Decode(DemoPicture.Draw(options, shape, KeyedRandom.For(3, RandomUse.Drawing, shape, place)));

    private static double Lightness(SKColor pixel) => (0.299 * pixel.Red) + (0.587 * pixel.Green) + (0.114 * pixel.Blue);

    private static double[] Colour(SKColor pixel) => [pixel.Red, pixel.Green, pixel.Blue];

    private static double[] Mean(double[][] colours) =>
        [.. Enumerable.Range(0, 3).Select(channel => colours.Average(colour => colour[channel]))];

    private static double Distance(double[] a, double[] b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());
}
