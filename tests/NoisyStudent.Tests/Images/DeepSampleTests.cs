using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Images;

/// <summary>Files of 16 bits a sample, of which fewer count.</summary>
public sealed class DeepSampleTests
{
    private static readonly ImageReading _twelve = new() { SampleBits = 12 };

    [Fact]
    public void Values_of_12_bits_are_as_good_as_black_and_noticed_and_come_out_where_12_are_asked_for()
    {
        byte[][] files =
        [
            PngFile.Write(3, 2, 16, PngFile.Grey, Row(0, 1000, 4095)),
            new TiffFile { Width = 3, Height = 2, Bits = 16, Samples = (column, _) => [new[] { 0, 1000, 4095 }[column]] }.Write(),
            [.. "P5 3 1 65535\n"u8, .. Row(0, 1000, 4095)],
        ];
        Assert.All(files, file =>
        {
            var asItIs = ImageReader.Read(file);
            Assert.Equal([0, 3, 15], Levels(asItIs));
            Assert.True(asItIs.Range.IsDark);

            var stretched = ImageReader.Read(file, _twelve);
            Assert.Equal([0, 62, 255], Levels(stretched));
            Assert.False(stretched.Range.IsDark);
            Assert.False(stretched.Range.IsCut);
        });
    }

    [Fact]
    public void What_is_above_the_bits_that_count_becomes_white_and_is_noticed()
    {
        var image = ImageReader.Read(PngFile.Write(3, 2, 16, PngFile.Grey, Row(0, 2048, 5000)), _twelve);

        Assert.Equal([0, 128, 255], Levels(image));
        Assert.True(image.Range.IsCut);
    }

    [Fact]
    public void A_picture_of_16_bits_that_uses_them_is_not_noticed()
    {
        Assert.False(ImageReader.Read(PngFile.Write(2, 2, 16, PngFile.Grey, Row(0, 4096))).Range.IsDark);
        Assert.Null(ImageReader.Read(PngFile.Write(2, 2, 8, PngFile.Grey, [0, 3])).Range.UsedBits);
    }

    [Fact]
    public void A_PNG_that_says_how_many_bits_count_needs_no_setting()
    {
        var dark = ImageReader.Read(PngFile.Write(3, 2, 16, PngFile.Grey, Row(0, 1000, 4095), ("sBIT", [12])));
        Assert.Equal([0, 62, 255], Levels(dark));
        Assert.False(dark.Range.IsDark);

        // The standard wants values of fewer bits scaled to all 16.
        var scaled = ImageReader.Read(PngFile.Write(3, 2, 16, PngFile.Rgb, Row(0, 0, 0, 0x8000, 0x8000, 0x8000, 0xFFF0, 0xFFF0, 0xFFF0), ("sBIT", [12, 12, 12])));
        Assert.Equal([0, 128, 255], Levels(scaled));

        // All 16 count: it is dark indeed.
        Assert.Equal([0, 3, 15], Levels(ImageReader.Read(PngFile.Write(3, 2, 16, PngFile.Grey, Row(0, 1000, 4095), ("sBIT", [16])))));
    }

    [Theory]
    [InlineData(PngFile.Grey, 1)]
    [InlineData(PngFile.Rgb, 3)]
    [InlineData(PngFile.GreyAlpha, 2)]
    [InlineData(PngFile.Rgba, 4)]
    public void All_filters_passes_and_kinds_of_PNG_come_out(byte kind, int samples)
    {
        int[] values = [.. Enumerable.Range(0, 13 * 11 * samples).Select(place => place * 37 % 4096)];
        foreach (var isInterlaced in new[] { false, true })
        {
            var image = ImageReader.Read(PngFile.WriteDeep(13, 11, kind, isInterlaced, (column, row, sample) => values[((((row * 13) + column) * samples) + sample)]), new ImageReading { SampleBits = 12 });
            for (var pixel = 0; pixel < 13 * 11; pixel++)
            {
                for (var channel = 0; channel < 3; channel++)
                {
                    var hasAlpha = samples is 2 or 4;
                    var value = values[(pixel * samples) + (samples >= 3 ? channel : 0)];
                    var level = ((value * 255) + 2047) / 4095;
                    var alpha = hasAlpha ? values[(pixel * samples) + samples - 1] >> 8 : 255;
                    Assert.Equal(((level * alpha) + (255 * (255 - alpha)) + 127) / 255, image.Pixels[(pixel * 3) + channel]);
                }
            }
        }
    }

    private static byte[] Row(params int[] samples) => [.. samples.SelectMany(sample => (byte[])[(byte)(sample >> 8), (byte)sample])];

    /// <summary>The red levels of the first row.</summary>
    private static int[] Levels(RgbImage image) => [.. image.Pixels.Take(image.Width * 3).Where((_, place) => place % 3 == 0).Select(level => (int)level)];
}
