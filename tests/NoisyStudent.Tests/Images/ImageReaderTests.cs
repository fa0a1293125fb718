using NoisyStudent.Images;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Images;

public sealed class ImageReaderTests
{
    private static readonly SKColor _teal = new(20, 140, 200);

    [Theory]
    [InlineData("jpeg", ImageFormat.Jpeg, 3)]
    [InlineData("png", ImageFormat.Png, 0)]
    [InlineData("webp", ImageFormat.Webp, 6)]
    [InlineData("bmp", ImageFormat.Bmp, 0)]
    [InlineData("gif", ImageFormat.Gif, 0)]
    public void Each_format_comes_out_in_its_size_and_colour(string extension, ImageFormat format, int tolerance)
    {
        var file = MakeFile(extension, 24, 16, (_, _) => _teal);

        var image = ImageReader.Read(file);

        Assert.Equal((24, 16), (image.Width, image.Height));
        AssertPixel((20, 140, 200), image, 0, 0, tolerance);
        AssertPixel((20, 140, 200), image, 23, 15, tolerance);
        Assert.Equal(new ImageHeader(24, 16, format), ImageReader.Identify(file));
    }

    [Fact]
    public void Pixels_are_rows_from_the_top_of_red_green_blue()
    {
        static SKColor Colour(int column, int row) => new((byte)(10 * column), (byte)(20 * row), (byte)(column + row));

        foreach (var file in new[] { EncodedPictures.Draw(5, 3, Colour), EncodedPictures.Bmp(5, 3, Colour) })
        {
            Assert.Equal(
                Enumerable.Range(0, 15).SelectMany(pixel => new[] { 10 * (pixel % 5), 20 * (pixel / 5), (pixel % 5) + (pixel / 5) }),
                ImageReader.Read(file).Pixels.Select(value => (int)value));
        }
    }

    [Fact]
    public void Of_an_animation_the_first_frame_is_the_picture() =>
        AssertPixel((20, 140, 200), ImageReader.Read(EncodedPictures.Gif(8, 8, _teal, SKColors.Red, SKColors.Lime)), 3, 3);

    [Fact]
    public void A_progressive_JPEG_is_put_together_from_its_scans()
    {
        // Blocks from left to right, then down. Without chroma, red, green and blue are luma + 128.
        var image = ImageReader.Read(EncodedPictures.ProgressiveJpeg((0, 0, 0), (101, 0, 0), (-57, 0, 0), (0, 0, 80)));

        Assert.Equal((16, 16), (image.Width, image.Height));
        AssertPixel((128, 128, 128), image, 4, 4, tolerance: 1);
        AssertPixel((229, 229, 229), image, 12, 4, tolerance: 1);
        AssertPixel((71, 71, 71), image, 4, 12, tolerance: 1);
        AssertPixel((240, 71, 128), image, 12, 12, tolerance: 1); // 1.402 and -0.714 times the red chroma (JFIF 1.02)
    }

    [Fact]
    public void An_interlaced_PNG_is_put_together_from_its_passes()
    {
        static byte Level(int column, int row) => (byte)((column * 20) + (row * 3));

        var image = ImageReader.Read(PngFile.WriteInterlaced(11, 9, Level));

        Assert.All(Enumerable.Range(0, 99), pixel => Assert.Equal(Level(pixel % 11, pixel / 11), image.Pixels[3 * pixel]));
    }

    [Fact]
    public void Runs_in_a_bitmap_are_written_out_from_the_bottom_row_up()
    {
        var image = ImageReader.Read(EncodedPictures.RunLengthBmp(SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.Yellow));

        Assert.Equal((8, 4), (image.Width, image.Height));
        AssertPixel((255, 0, 0), image, 2, 0);
        AssertPixel((255, 255, 0), image, 3, 0);
        AssertPixel((0, 0, 255), image, 7, 1);
        AssertPixel((255, 0, 0), image, 7, 3);
    }

    [Fact]
    public void Grey_files_have_three_equal_channels()
    {
        AssertPixel((77, 77, 77), ImageReader.Read(PngFile.Write(3, 2, 8, PngFile.Grey, [10, 77, 200])), 1, 1);
        AssertPixel((255, 255, 255), ImageReader.Read(PngFile.Write(8, 2, 1, PngFile.Grey, [0b0100_0000])), 1, 0);
        using var bitmap = new SKBitmap(8, 8, SKColorType.Gray8, SKAlphaType.Opaque);
        bitmap.Erase(new SKColor(77, 77, 77));
        using var jpeg = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        AssertPixel((77, 77, 77), ImageReader.Read(jpeg.AsSpan()), 4, 4, tolerance: 1);
    }

    [Fact]
    public void Channels_of_16_bits_keep_their_high_byte()
    {
        AssertPixel((20, 140, 200), ImageReader.Read(PngFile.Write(1, 1, 16, PngFile.Rgb, [20, 20, 140, 140, 200, 200])), 0, 0);
        AssertPixel((77, 77, 77), ImageReader.Read(PngFile.Write(1, 1, 16, PngFile.Grey, [77, 77])), 0, 0);
    }

    [Fact]
    public void A_palette_is_looked_up()
    {
        var file = PngFile.Write(4, 1, 2, PngFile.Palette, [0b00_01_10_11], ("PLTE", [1, 2, 3, 20, 140, 200, 7, 8, 9, 10, 11, 12]));

        AssertPixel((20, 140, 200), ImageReader.Read(file), 1, 0);
        AssertPixel((10, 11, 12), ImageReader.Read(file), 3, 0);
    }

    [Fact]
    public void Transparency_lies_over_white()
    {
        // 20 * 0.2 + 255 * 0.8 = 208 and so on: alpha 51 is a fifth.
        AssertPixel((208, 232, 244), ImageReader.Read(PngFile.Write(1, 1, 8, PngFile.Rgba, [20, 140, 200, 51])), 0, 0);
        AssertPixel((255, 255, 255), ImageReader.Read(PngFile.Write(1, 1, 8, PngFile.Rgba, [20, 140, 200, 0])), 0, 0);
        AssertPixel((208, 208, 208), ImageReader.Read(PngFile.Write(1, 1, 8, PngFile.GreyAlpha, [20, 51])), 0, 0);
        var palette = PngFile.Write(1, 1, 8, PngFile.Palette, [0], ("PLTE", [20, 140, 200]), ("tRNS", [51]));
        AssertPixel((208, 232, 244), ImageReader.Read(palette), 0, 0);
    }

    [Theory]
    [InlineData(0, 0, 0, 0, 255, 255, 255)]
    [InlineData(0, 255, 255, 0, 255, 0, 0)]
    [InlineData(255, 0, 255, 0, 0, 255, 0)]
    [InlineData(0, 0, 0, 155, 100, 100, 100)]
    public void A_JPEG_of_cyan_magenta_yellow_black_becomes_RGB(
        byte cyan, byte magenta, byte yellow, byte black, int red, int green, int blue)
    {
        var image = ImageReader.Read(EncodedPictures.CmykJpeg(cyan, magenta, yellow, black));

        Assert.Equal((8, 8), (image.Width, image.Height));
        AssertPixel((red, green, blue), image, 4, 4, tolerance: 2);
    }

    // The stored picture has red, green in its upper half and blue, yellow in its lower half. EXIF 2.3, tag 274: orientation 6,
    // say, means that the stored first row is the right side of the scene and the stored first column its top.
    [Theory]
    [InlineData(1, "RG BY")]
    [InlineData(2, "GR YB")]
    [InlineData(3, "YB GR")]
    [InlineData(4, "BY RG")]
    [InlineData(5, "RB GY")]
    [InlineData(6, "BR YG")]
    [InlineData(7, "YG BR")]
    [InlineData(8, "GY RB")]
    public void Turned_pictures_come_out_upright(byte orientation, string expected)
    {
        var stored = EncodedPictures.Draw(
            64,
            32,
            (column, row) => row < 16 ? (column < 32 ? SKColors.Red : SKColors.Lime) : (column < 32 ? SKColors.Blue : SKColors.Yellow),
            SKEncodedImageFormat.Jpeg);
        var file = EncodedPictures.WithOrientation(stored, orientation);

        var image = ImageReader.Read(file);

        Assert.Equal(orientation >= 5 ? (32, 64) : (64, 32), (image.Width, image.Height));
        int left = image.Width / 4, right = image.Width - left, top = image.Height / 4, bottom = image.Height - top;
        var upper = $"{ColourName(image, left, top)}{ColourName(image, right, top)}";
        var lower = $"{ColourName(image, left, bottom)}{ColourName(image, right, bottom)}";
        Assert.Equal(expected, $"{upper} {lower}");
        Assert.Equal(new ImageHeader(image.Width, image.Height, ImageFormat.Jpeg), ImageReader.Identify(file));
    }

    [Fact]
    public void An_empty_file_is_unreadable()
    {
        Assert.Equal("the file is empty", ReasonNotToRead([]));
        Assert.Equal("the file is empty", Assert.Throws<UnreadableImageException>(() => ImageReader.Identify([])).Message);
    }

    [Fact]
    public void Other_files_are_unreadable()
    {
        Assert.Equal("it is an HTML page, not a picture: its download has failed", ReasonNotToRead("<html>404</html>"u8.ToArray()));
        Assert.Equal("it is a PDF document, not a picture", ReasonNotToRead("%PDF-1.7"u8.ToArray()));
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("bmp")]
    [InlineData("gif")]
    public void A_picture_cut_at_any_tenth_is_unreadable(string extension)
    {
        // No two pixels alike, so that every byte of the file matters.
        var file = MakeFile(
            extension, 40, 30, (column, row) => new SKColor((byte)(column * 6), (byte)(row * 8), (byte)(column * row * 37)));
        for (var tenth = 1; tenth < 10; tenth++)
        {
            var reason = ReasonNotToRead(file[..(file.Length * tenth / 10)]);
            Assert.True(reason.Contains("truncated", StringComparison.Ordinal) || reason.Contains("damaged", StringComparison.Ordinal), reason);
        }

        Assert.Equal("the file is truncated", ReasonNotToRead(file[..^30]));
    }

    [Fact]
    public void Random_bytes_are_unreadable()
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        for (var trial = 0; trial < 500; trial++)
        {
            var bytes = new byte[1 + random.NextInt(300)];
            foreach (ref var value in bytes.AsSpan())
            {
                value = (byte)random.NextInt(256);
            }

            Assert.Throws<UnreadableImageException>(() => ImageReader.Read(bytes));
        }
    }

    [Theory]
    [InlineData("a.jpg", true)]
    [InlineData("b/c.JPEG", true)]
    [InlineData("a.jpe", true)]
    [InlineData("a.jfif", true)]
    [InlineData("a.Png", true)]
    [InlineData("a.bmp", true)]
    [InlineData("a.gif", true)]
    [InlineData("a.webp", true)]
    [InlineData("a.tiff", true)]
    [InlineData("a.TIF", true)]
    [InlineData("a.ppm", true)]
    [InlineData("a.pgm", true)]
    [InlineData("a.heic", false)]
    [InlineData("a.avif", false)]
    [InlineData("a.jpg.1", false)]
    [InlineData("jpg", false)]
    [InlineData("a.jpg/readme", false)]
    [InlineData("a.jpg.txt", false)]
    public void A_picture_is_known_by_its_extension(string name, bool expected) => Assert.Equal(expected, ImageReader.IsImageName(name));

    private static byte[] MakeFile(string extension, int width, int height, Func<int, int, SKColor> colour) => extension switch
    {
        "jpeg" => EncodedPictures.Draw(width, height, colour, SKEncodedImageFormat.Jpeg),
        "png" => EncodedPictures.Draw(width, height, colour),
        "webp" => EncodedPictures.Draw(width, height, colour, SKEncodedImageFormat.Webp),
        "bmp" => EncodedPictures.Bmp(width, height, colour),
        _ => EncodedPictures.Gif(width, height, colour(0, 0)),
    };

    private static string ReasonNotToRead(byte[] file) => Assert.Throws<UnreadableImageException>(() => ImageReader.Read(file)).Message;

    private static void AssertPixel((int Red, int Green, int Blue) expected, RgbImage image, int column, int row, int tolerance = 0)
    {
        var place = ((row * image.Width) + column) * 3;
        Assert.InRange(image.Pixels[place], expected.Red - tolerance, expected.Red + tolerance);
        Assert.InRange(image.Pixels[place + 1], expected.Green - tolerance, expected.Green + tolerance);
        Assert.InRange(image.Pixels[place + 2], expected.Blue - tolerance, expected.Blue + tolerance);
    }

    private static char ColourName(RgbImage image, int column, int row)
    {
        var place = ((row * image.Width) + column) * 3;
        return (image.Pixels[place] > 128, image.Pixels[place + 1] > 128, image.Pixels[place + 2] > 128) switch
        {
            (true, false, false) => 'R',
            (false, true, false) => 'G',
            (false, false, true) => 'B',
            (true, true, false) => 'Y',
            _ => '?',
        };
    }
}
