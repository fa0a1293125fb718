using NoisyStudent.Images;
using NoisyStudent.Tests.Datasets;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Images;

/// <summary>Pictures that are stored turned, in other kinds of files than JPEG.</summary>
public sealed class OrientationTests
{
    // The corners of the upright picture, from the upper left to the lower right, where those of the stored one are 10, 20, 30, 40.
    public static TheoryData<byte, int[]> Corners => new()
    {
        { 1, [10, 20, 30, 40] }, { 2, [20, 10, 40, 30] }, { 3, [40, 30, 20, 10] }, { 4, [30, 40, 10, 20] },
        { 5, [10, 30, 20, 40] }, { 6, [30, 10, 40, 20] }, { 7, [40, 20, 30, 10] }, { 8, [20, 40, 10, 30] },
    };

    [Theory]
    [MemberData(nameof(Corners))]
    public void PNG_TIFF_and_WebP_come_out_upright(byte orientation, int[] expected)
    {
        byte[][] files =
        [
            PngFile.WriteGrey(6, 4, Level, [("eXIf", Exif(orientation))], []),
            PngFile.WriteGrey(6, 4, Level, [], [("eXIf", Exif(orientation))]),
            new TiffFile { Width = 6, Height = 4, Orientation = orientation, Samples = (column, row) => [Level(column, row)] }.Write(),
            new TiffFile { Width = 6, Height = 4, Orientation = orientation, Bits = 16, IsLittle = false, Samples = (column, row) => [Level(column, row) << 8] }.Write(),
            EncodedPictures.WebpWithExif(Lossless(), 6, 4, Exif(orientation)),
            EncodedPictures.WebpWithExif(Lossless(), 6, 4, [.. "Exif\0\0"u8, .. Exif(orientation)]),
        ];
        Assert.All(files, file =>
        {
            var image = ImageReader.Read(file);
            var header = ImageReader.Identify(file);

            Assert.Equal(orientation >= 5 ? (4, 6) : (6, 4), (image.Width, image.Height));
            Assert.Equal((image.Width, image.Height), (header.Width, header.Height));
            int[] places = [0, image.Width - 1, (image.Height - 1) * image.Width, (image.Height * image.Width) - 1];
            Assert.Equal(expected, places.Select(place => (int)image.Pixels[place * 3]));

            // A window of the upright picture is the upright picture's.
            var corner = new byte[3];
            ImageReader.ReadWindow(file, new PixelWindow(image.Width - 1, 0, 1, 1), 1, corner);
            Assert.Equal(expected[1], corner[0]);
        });
    }

    [Fact]
    public void A_survey_sees_the_upright_picture()
    {
        using var folder = new TemporaryFolder();
        folder.Write("1.png", PngFile.WriteGrey(61, 43, (_, _) => 9, [("eXIf", Exif(6))], []));

        var survey = Reading.SurveyUnlabeled(folder.Path);

        Assert.Equal((43, 61), (survey.TypicalWidth, survey.TypicalHeight));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void An_orientation_that_there_is_not_leaves_the_picture_as_it_is(byte orientation) =>
        Assert.Equal(6, ImageReader.Read(PngFile.WriteGrey(6, 4, Level, [("eXIf", Exif(orientation))], [])).Width);

    private static byte Level(int column, int row) => (column, row) switch
    {
        (0, 0) => 10,
        (5, 0) => 20,
        (0, 3) => 30,
        (5, 3) => 40,
        _ => 100,
    };

    private static byte[] Exif(byte orientation) =>
        [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];

    private static byte[] Lossless()
    {
        // Without a colour space, the file has no chunk but that of the pixels.
        using var bitmap = new SKBitmap(6, 4, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var place = 0; place < 6 * 4; place++)
        {
            var level = Level(place % 6, place / 6);
            bitmap.SetPixel(place % 6, place / 6, new SKColor(level, level, level));
        }

        using var pixels = bitmap.PeekPixels();
        using var encoded = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))!;
        return encoded.ToArray();
    }
}
