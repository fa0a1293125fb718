using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Images;

public sealed class SquareFitTests
{
    [Fact]
    public void A_picture_of_the_size_is_returned_as_it_is()
    {
        var image = Grey(4, 4, (column, row) => (17 * column) + row);

        Assert.Same(image, image.FitSquare(4));
    }

    [Fact]
    public void A_picture_whose_shorter_side_has_the_size_is_only_cropped()
    {
        // 7 columns to 4: the spare 3 are cut off as 1 and 2, with no half pixels in between.
        var fitted = Grey(7, 4, (column, row) => (10 * column) + row).FitSquare(4);

        Assert.Equal(Grey(4, 4, (column, row) => (10 * (column + 1)) + row).Pixels, fitted.Pixels);
    }

    [Theory]
    [InlineData(30, 20, 8)]
    [InlineData(20, 31, 64)]
    [InlineData(1, 300, 5)]
    [InlineData(1, 2, 4)]
    [InlineData(1, 3, 1)]
    [InlineData(999, 2, 7)]
    public void A_plain_picture_stays_plain(int width, int height, int size)
    {
        var fitted = Grey(width, height, (_, _) => 201).FitSquare(size);

        Assert.Equal((size, size), (fitted.Width, fitted.Height));
        Assert.All(fitted.Pixels, value => Assert.Equal(201, value));
    }

    [Fact]
    public void A_padded_picture_is_whole_and_in_the_middle_of_grey()
    {
        var fitted = Grey(8, 4, (column, row) => (10 * column) + row).FitSquare(8, ImageFit.Pad);

        Assert.Equal(Grey(8, 8, (column, row) => row is >= 2 and < 6 ? (10 * column) + row - 2 : 128).Pixels, fitted.Pixels);
        Assert.Equal(
            Grey(3, 3, (column, _) => column == 1 ? 201 : 128).Pixels, Grey(10, 300, (_, _) => 201).FitSquare(3, ImageFit.Pad).Pixels);
    }

    [Fact]
    public void A_squashed_picture_is_whole_and_fills_the_square()
    {
        var fitted = Grey(8, 4, (column, _) => column < 4 ? 20 : 180).FitSquare(4, ImageFit.Squash);

        // Of the four nearest columns the outer ones weigh an eighth each: 20 + 160 / 8 beside the edge.
        Assert.Equal(Grey(4, 4, (column, _) => new[] { 20, 40, 160, 180 }[column]).Pixels, fitted.Pixels);
    }

    [Theory]
    [InlineData(ImageFit.Pad)]
    [InlineData(ImageFit.Squash)]
    public void A_square_is_the_same_for_every_fit(ImageFit fit)
    {
        var image = Grey(9, 9, (column, row) => (17 * column) + row);

        Assert.Equal(image.FitSquare(4).Pixels, image.FitSquare(4, fit).Pixels);
    }

    [Theory]
    [InlineData(1, 3_000_000)]
    [InlineData(3_000_000, 1)]
    public void A_picture_that_is_far_too_long_is_refused_as_a_whole(int width, int height) =>
        Assert.Throws<UnreadableImageException>(() => Grey(width, height, (_, _) => 1).FitSquare(64, ImageFit.Squash));

    [Fact]
    public void Halving_weighs_the_four_nearest_pixels_1_3_3_1()
    {
        // The triangle of radius 2 around 3.0 takes 1/8, 3/8, 3/8, 1/8 of pixels 1 to 4: (0*1 + 80*3 + 160*3 + 240*1) / 8 = 120.
        var levels = new[] { 0, 0, 80, 160, 240, 0, 0, 0 };

        var fitted = Grey(8, 8, (column, _) => levels[column]).FitSquare(4);

        Assert.Equal(120, fitted.Pixels[3]);
    }

    [Fact]
    public void Doubling_interpolates_between_neighbours()
    {
        // Pixel centres of the target lie at 0.25, 0.75, 1.25, 1.75 of the source, whose own lie at 0.5 and 1.5.
        var fitted = Grey(2, 2, (column, _) => 200 * column).FitSquare(4);

        Assert.Equal([0, 50, 150, 200], fitted.Pixels.Where((_, place) => place % 3 == 0).Take(4).Select(value => (int)value));
    }

    [Fact]
    public void A_fine_checkerboard_shrinks_to_grey()
    {
        var fitted = Grey(64, 64, (column, row) => 255 * ((column + row) % 2)).FitSquare(8);

        Assert.All(fitted.Pixels, value => Assert.InRange(value, 126, 129));
    }

    [Fact]
    public void Shrinking_keeps_the_place_and_the_channels()
    {
        // Left half red, right half blue, twice as wide as high: the centre square keeps both halves.
        var pixels = new byte[40 * 20 * 3];
        for (var pixel = 0; pixel < 800; pixel++)
        {
            pixels[(pixel * 3) + (pixel % 40 < 20 ? 0 : 2)] = 255;
        }

        var fitted = new RgbImage(40, 20, pixels).FitSquare(4);

        Assert.Equal([255, 0, 0], fitted.Pixels[..3]);
        Assert.Equal([0, 0, 255], fitted.Pixels[9..12]);
    }

    [Fact]
    public void A_picture_saved_as_PNG_is_read_back_the_same()
    {
        using var folder = new TemporaryFolder();
        var image = new RgbImage(3, 2, [.. Enumerable.Range(0, 18).Select(value => (byte)(value * 14))]);
        var path = Path.Combine(folder.Path, "picture.png");

        image.SavePng(path);

        var read = ImageReader.Read(File.ReadAllBytes(path));
        Assert.Equal((3, 2), (read.Width, read.Height));
        Assert.Equal(image.Pixels, read.Pixels);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Pixels_that_do_not_fill_the_picture_are_refused() =>
        Assert.Throws<ArgumentException>(() => new RgbImage(2, 2, new byte[11]));

    private static RgbImage Grey(int width, int height, Func<int, int, int> level) =>
        new(width, height, [.. Enumerable.Range(0, width * height)
            .SelectMany(pixel => Enumerable.Repeat((byte)level(pixel % width, pixel / width), 3))]);
}
