using System.Text;
using NoisyStudent.Images;
using Xunit;

namespace NoisyStudent.Tests.Images;

public sealed class NetpbmTests
{
    [Fact]
    public void All_six_kinds_come_out_exactly()
    {
        Assert.Equal([0, 255, 255, 255, 0, 255], Levels("P1\n# bits need no blanks\n3 2\n100 010"u8));
        Assert.Equal([0, 128, 255, 51], Levels("P2 2 2 # four levels\n255\n0 128\n255 51"u8));
        Assert.Equal([1, 2, 3, 40, 50, 60], ImageReader.Read("P3\n2 1\n255\n1 2 3\n40 50 60\n"u8).Pixels);
        Assert.Equal([0, 255, 255, 255, 0, 255], Levels([.. "P4\n3 2\n"u8, 0b1000_0000, 0b0100_0000]));
        Assert.Equal([10, 13, 32, 255], Levels([.. "P5\n2 2\n255\n"u8, 10, 13, 32, 255]));
        Assert.Equal([9, 8, 7, 35, 1, 0], ImageReader.Read([.. "P6 2 1 255\n"u8, 9, 8, 7, 35, 1, 0]).Pixels);
        Assert.Equal(new ImageHeader(2, 1, ImageFormat.Netpbm), ImageReader.Identify("P6 2 1 255\n"u8));
    }

    [Fact]
    public void The_largest_value_that_the_header_names_is_white()
    {
        Assert.Equal([0, 85, 170, 255], Levels([.. "P5 4 1 3\n"u8, 0, 1, 2, 3]));
        Assert.Equal([0, 255, 128], Levels([.. "P5 3 1 4095\n"u8, 0, 0, 0x0F, 0xFF, 8, 0]));
        Assert.Equal([0x12, 0xFF], Levels([.. "P5 2 1 65535\n"u8, 0x12, 0xFF, 0xFF, 0x00]));
    }

    [Theory]
    [InlineData("P5 2 2 255\n\u0001\u0002\u0003", "the file is truncated")]
    [InlineData("P2 2 2 255\n1 2 3   ", "the file is truncated or damaged")]
    [InlineData("P5 2 x 255\n", "the header of the Netpbm file is truncated or damaged")]
    [InlineData("P5 2 2 70000\n", "the header of the Netpbm file is truncated or damaged")]
    [InlineData("P5 99999999999 2 255\n", "2147483647 x 2 pixels are more than the limit of 100 million, which `MostPixels` sets")]
    [InlineData("P6 9999 9999 255\nabc", "the file is truncated")]
    public void A_file_that_lacks_something_is_unreadable(string file, string reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(reason, Assert.Throws<UnreadableImageException>(() => ImageReader.Read(Encoding.Latin1.GetBytes(file))).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    private static byte[] Levels(ReadOnlySpan<byte> file) => [.. ImageReader.Read(file).Pixels.Where((_, place) => place % 3 == 0)];
}
