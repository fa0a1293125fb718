using NoisyStudent.Images;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Images;

public sealed class ReadWindowTests
{
    public static TheoryData<int, int, int, int, int> Windows => new()
    {
        { 0, 0, 90, 70, 40 }, { 1, 15, 33, 50, 32 }, { 16, 16, 48, 48, 48 }, { 37, 3, 52, 66, 57 }, { 5, 9, 3, 2, 7 }, { 89, 69, 1, 1, 4 },
    };

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_window_is_scaled_as_the_filter_is_defined(int left, int top, int width, int height, int size)
    {
        var file = EncodedPictures.Draw(90, 70, Texture);
        var window = new PixelWindow(left, top, width, height);

        var expected = TriangleReference.Scale(ImageReader.Read(file), window, size);

        // Half a level for the rounding after each of the two directions.
        AssertClose(expected, ReadWindow(file, window, size), 1.01);
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void A_window_of_a_JPEG_is_that_of_the_whole_picture(int left, int top, int width, int height, int size)
    {
        // At quality 90 colour is stored at half the resolution, so each pixel depends on its neighbours' blocks.
        var side = Math.Min(width, height);
        var (file, window) = (Jpeg(90, 70), new PixelWindow(left, top, side, side));
        size = Math.Max(size, side);

        Assert.Equal(Crop(ImageReader.Read(file), window).FitSquare(size).Pixels, ReadWindow(file, window, size));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_window_of_a_turned_picture_is_of_the_upright_one(byte orientation)
    {
        var file = EncodedPictures.WithOrientation(Jpeg(90, 70), orientation);
        var window = new PixelWindow(11, 27, 40, 40);

        Assert.Equal(Crop(ImageReader.Read(file), window).FitSquare(44).Pixels, ReadWindow(file, window, 44));
        AssertAlike(TriangleReference.Scale(ImageReader.Read(file), window, 12), ReadWindow(file, window, 12));
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(4.2)]
    [InlineData(1.5)]
    [InlineData(9.0)]
    public void A_JPEG_decoded_at_a_smaller_scale_differs_little(double shrink)
    {
        var file = Jpeg(640, 480, waves: shrink);
        var window = new PixelWindow(61, 30, 405, 380);
        var size = (int)(380 / shrink);

        AssertAlike(TriangleReference.Scale(ImageReader.Read(file), window, size), ReadWindow(file, window, size));
    }

    [Fact]
    public void Other_kinds_of_files_are_read_as_a_whole_picture_is()
    {
        byte[][] files =
        [
            EncodedPictures.Draw(8, 8, (column, row) => new SKColor((byte)(column * 30), 9, (byte)(row * 30), (byte)(100 + column)), SKEncodedImageFormat.Png),
            EncodedPictures.Draw(8, 8, Texture, SKEncodedImageFormat.Webp),
            EncodedPictures.Bmp(8, 8, Texture),
            EncodedPictures.Gif(8, 8, SKColors.Teal, SKColors.Red),
            EncodedPictures.CmykJpeg(10, 90, 200, 30),
            PngFile.Write(8, 8, 16, PngFile.Grey, [1, 2, 30, 4, 50, 6, 70, 8, 90, 10, 110, 12, 130, 14, 150, 16]),
        ];

        Assert.All(files, file => Assert.Equal(
            Crop(ImageReader.Read(file), new PixelWindow(1, 2, 5, 5)).FitSquare(6).Pixels, ReadWindow(file, new PixelWindow(1, 2, 5, 5), 6)));
    }

    [Fact]
    public void A_JPEG_cut_anywhere_is_truncated_whatever_the_window()
    {
        var file = Jpeg(200, 200);
        for (var tenth = 3; tenth < 10; tenth++)
        {
            foreach (var window in new PixelWindow[] { new(0, 0, 80, 80), new(0, 100, 100, 100), new(5, 190, 10, 10) })
            {
                var cut = file[..(file.Length * tenth / 10)];
                Assert.Equal("the file is truncated", Assert.Throws<UnreadableImageException>(() => ReadWindow(cut, window, 80)).Message);
            }
        }
    }

    [Fact]
    public void A_JPEG_with_something_appended_is_read()
    {
        var (file, window) = (Jpeg(200, 200), new PixelWindow(31, 100, 90, 90));

        Assert.Equal(ReadWindow(file, window, 90), ReadWindow([.. file, 1, 2, 3], window, 90));
    }

    [Fact]
    public void Damaged_JPEGs_give_pixels_or_a_reason_and_nothing_else()
    {
        var (original, random) = (Jpeg(60, 50), KeyedRandom.For(1, RandomUse.Drawing));
        var outcomes = new HashSet<bool>();
        for (var mutation = 0; mutation < 1000; mutation++)
        {
            byte[] file = [.. original];
            for (var change = random.NextInt(4); change >= 0; change--)
            {
                file[random.NextInt(file.Length)] = (byte)random.NextInt(256);
            }

            if (mutation % 3 == 0)
            {
                file = [.. file[..(file.Length - random.NextInt(file.Length))], 0xFF, 0xD9];
            }

            try
            {
                var header = ImageReader.Identify(file);
                if ((long)header.Width * header.Height < 1_000_000)
                {
                    ReadWindow(file, PixelWindow.CentreSquare(header.Width, header.Height, 0.2), 20);
                    outcomes.Add(true);
                }
            }
            catch (UnreadableImageException)
            {
                outcomes.Add(false);
            }
        }

        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public void A_claim_of_too_many_pixels_is_refused_before_memory_is_taken()
    {
        var file = PngFile.Write(60_000, 60_000, 8, PngFile.Rgb, []);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(
            "60000 x 60000 pixels are more than the limit of 100 million, which `MostPixels` sets",
            Assert.Throws<UnreadableImageException>(() => ReadWindow(file, new PixelWindow(0, 0, 9, 9), 9)).Message);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData(-1, 0, 10, 10)]
    [InlineData(0, 0, 41, 30)]
    [InlineData(10, 21, 10, 10)]
    [InlineData(0, 0, 0, 10)]
    [InlineData(int.MaxValue, 0, 10, 10)]
    public void A_window_outside_the_picture_is_refused(int left, int top, int width, int height) =>
        Assert.Throws<ArgumentException>(() => ReadWindow(Jpeg(40, 30), new PixelWindow(left, top, width, height), 8));

    [Fact]
    public void Reading_again_takes_no_new_memory_for_pixels()
    {
        var (file, destination) = (Jpeg(300, 200), new byte[100 * 100 * 3]);
        for (var warmUp = 0; warmUp < 3; warmUp++)
        {
            ImageReader.ReadWindow(file, new PixelWindow(50, 20, 170, 160), 100, destination);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        ImageReader.ReadWindow(file, new PixelWindow(50, 20, 170, 160), 100, destination);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000);
    }

    [Fact]
    public void The_centre_square_is_a_fraction_of_the_shorter_side()
    {
        Assert.Equal(new PixelWindow(62, 0, 375, 375), PixelWindow.CentreSquare(500, 375));
        Assert.Equal(new PixelWindow(24, 74, 350, 350), PixelWindow.CentreSquare(399, 499, 350 / 399.0));
        Assert.Equal(new PixelWindow(0, 4, 1, 1), PixelWindow.CentreSquare(1, 9, 0.1));
    }

    private static byte[] Jpeg(int width, int height, double waves = 1) => EncodedPictures.Draw(
        width, height, (column, row) => Texture(column / waves, row / waves), SKEncodedImageFormat.Jpeg, quality: 90);

    private static SKColor Texture(int column, int row) => Texture((double)column, row);

    // Waves of some fifty pixels, in three colours.
    private static SKColor Texture(double column, double row) => new(
        (byte)(128 + (100 * Math.Sin(column / 7.0))),
        (byte)(128 + (100 * Math.Sin((column + row) / 9.0))),
        (byte)(128 + (100 * Math.Cos(row / 8.0))));

    private static byte[] ReadWindow(byte[] file, PixelWindow window, int size)
    {
        var destination = new byte[size * size * 3];
        ImageReader.ReadWindow(file, window, size, destination);
        return destination;
    }

    private static RgbImage Crop(RgbImage image, PixelWindow window) => new(
        window.Width, window.Height, [.. Enumerable.Range(0, window.Height)
            .SelectMany(row => image.Pixels.Skip((((window.Top + row) * image.Width) + window.Left) * 3).Take(window.Width * 3))]);

    private static void AssertClose(double[] expected, byte[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max(), 0, tolerance);
    }

    // A scaled JPEG is a little sharper. A shift by a tenth of a pixel would show: these waves rise by a dozen levels a pixel.
    private static void AssertAlike(double[] expected, byte[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.InRange(expected.Zip(actual, (e, a) => Math.Abs(e - a)).Average(), 0, 2);
        Assert.InRange(expected.Zip(actual, (e, a) => e - a).Average(), -0.5, 0.5);
    }
}
