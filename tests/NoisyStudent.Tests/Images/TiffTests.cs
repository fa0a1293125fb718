using BitMiracle.LibTiff.Classic;
using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Images;

public sealed class TiffTests
{
    private static TiffFile Grey => new() { Width = 5, Height = 3, Samples = (column, row) => [(column * 40) + row] };

    private static TiffFile Colours => new()
    {
        Width = 5,
        Height = 3,
        Photometric = 2,
        Samples = (column, row) => [column * 50, row * 100, 7 + column + row],
    };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Grey_and_colours_of_8_bits_come_out_exactly_in_either_byte_order(bool isLittle)
    {
        AssertPixels(Grey with { IsLittle = isLittle }, sample => (sample[0], sample[0], sample[0]));
        AssertPixels(Grey with { IsLittle = isLittle, Photometric = 0 }, sample => (255 - sample[0], 255 - sample[0], 255 - sample[0]));
        AssertPixels(Colours with { IsLittle = isLittle }, sample => (sample[0], sample[1], sample[2]));
        AssertPixels(Colours with { IsLittle = isLittle, IsSeparate = true }, sample => (sample[0], sample[1], sample[2]));
        AssertPixels(Colours with { IsLittle = isLittle, Tile = 16 }, sample => (sample[0], sample[1], sample[2]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_samples_of_16_bits_the_upper_byte_comes_out(bool isLittle)
    {
        var deep = Colours with { IsLittle = isLittle, Bits = 16, Samples = (column, row) => [column * 12_345, row * 30_000, 65_535 - column] };
        AssertPixels(deep, sample => (sample[0] >> 8, sample[1] >> 8, sample[2] >> 8));
        AssertPixels(deep with { Tile = 16 }, sample => (sample[0] >> 8, sample[1] >> 8, sample[2] >> 8));
        AssertPixels(deep with { IsSeparate = true }, sample => (sample[0] >> 8, sample[1] >> 8, sample[2] >> 8));
        AssertPixels(deep with { IsSeparate = true, Tile = 16 }, sample => (sample[0] >> 8, sample[1] >> 8, sample[2] >> 8));
        AssertPixels(
            Grey with { IsLittle = isLittle, Bits = 16, Samples = (column, row) => [column * 12_345 + row] }, sample => (sample[0] >> 8, sample[0] >> 8, sample[0] >> 8));
    }

    [Fact]
    public void A_transparent_pixel_shows_the_white_page()
    {
        var image = ImageReader.Read((Colours with { ExtraSamples = 1, Samples = (column, _) => [20, 140, 200, column == 0 ? 0 : 255] }).Write());

        Assert.Equal([255, 255, 255, 20, 140, 200], image.Pixels[..6]);
    }

    [Theory]
    [InlineData(Compression.LZW)]
    [InlineData(Compression.ADOBE_DEFLATE)]
    [InlineData(Compression.PACKBITS)]
    public void Compressed_files_come_out_exactly(Compression compression)
    {
        var image = ImageReader.Read(Compressed(compression));

        Assert.Equal((40, 30), (image.Width, image.Height));
        Assert.All(Enumerable.Range(0, 40 * 30), pixel => Assert.Equal(
            [(byte)(pixel % 40 * 6), (byte)(pixel / 40 * 8), 99], image.Pixels.AsSpan(pixel * 3, 3).ToArray()));
    }

    [Fact]
    public void Of_several_pages_the_first_is_read_and_the_others_are_noticed()
    {
        Assert.False(ImageReader.Read(Grey.Write()).HasMorePages);
        Assert.True(ImageReader.Read((Grey with { HasSecondPage = true }).Write()).HasMorePages);
    }

    [Fact]
    public void What_is_not_read_says_what_it_is()
    {
        Assert.Contains("32 bits", Reason(Grey with { Bits = 32, SampleFormat = 3 }), StringComparison.Ordinal);
        Assert.Contains("signed", Reason(Grey with { Bits = 16, SampleFormat = 2 }), StringComparison.Ordinal);
        Assert.Contains("camera's raw file", Reason(Grey with { More = (0xFE, 1) }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_or_claims_too_much_is_unreadable()
    {
        var whole = Compressed(Compression.LZW);
        Assert.All(Enumerable.Range(1, 9), tenth => Assert.Matches("truncated|damaged", Reason(whole[..(whole.Length * tenth / 10)])));

        var claim = (Grey with { Width = 60_000, Height = 1, Samples = (_, _) => [1] }).Write();
        Assert.Contains("more than the limit of 0.05 million", Assert.Throws<UnreadableImageException>(
            () => ImageReader.Read(claim, new ImageReading { MostPixels = 50_000 })).Message, StringComparison.Ordinal);
    }

    /// <summary>A file as the library writes it, of 40 by 30 pixels.</summary>
    internal static byte[] Compressed(Compression compression)
    {
        using var content = new MemoryStream();
        using (var tiff = Tiff.ClientOpen("test", "w", content, new TiffStream()))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, 40);
            tiff.SetField(TiffTag.IMAGELENGTH, 30);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, 3);
            tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.RGB);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.COMPRESSION, compression);
            tiff.SetField(TiffTag.ROWSPERSTRIP, 7);
            for (var row = 0; row < 30; row++)
            {
                tiff.WriteScanline([.. Enumerable.Range(0, 40).SelectMany(column => (byte[])[(byte)(column * 6), (byte)(row * 8), 99])], row);
            }

            tiff.Flush();
            return content.ToArray();
        }
    }

    private static void AssertPixels(TiffFile tiff, Func<int[], (int Red, int Green, int Blue)> expected)
    {
        var file = tiff.Write();
        var image = ImageReader.Read(file);

        Assert.Equal(new ImageHeader(tiff.Width, tiff.Height, ImageFormat.Tiff), ImageReader.Identify(file));
        for (var row = 0; row < tiff.Height; row++)
        {
            for (var column = 0; column < tiff.Width; column++)
            {
                var (red, green, blue) = expected(tiff.Samples(column, row));
                Assert.Equal([(byte)red, (byte)green, (byte)blue], image.Pixels.AsSpan(((row * tiff.Width) + column) * 3, 3).ToArray());
            }
        }
    }

    private static string Reason(TiffFile tiff) => Reason(tiff.Write());

    private static string Reason(byte[] file) => Assert.Throws<UnreadableImageException>(() => ImageReader.Read(file)).Message;
}
