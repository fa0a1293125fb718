using System.Buffers.Binary;
using NoisyStudent.Images;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Images;

public sealed class LyingHeaderTests
{
    [Theory]
    [InlineData("jpeg", 60_000, "60000 x 60000 pixels are more than the limit of 100 million, which `MostPixels` sets")]
    [InlineData("png", 60_000, "60000 x 60000 pixels are more than the limit of 100 million, which `MostPixels` sets")]
    [InlineData("bmp", 60_000, "60000 x 60000 pixels are more than the limit of 100 million, which `MostPixels` sets")]
    [InlineData("gif", 60_000, "60000 x 60000 pixels are more than the limit of 100 million, which `MostPixels` sets")]
    [InlineData("animated webp", 20_000, "20000 x 20000 pixels are more than the limit of 100 million, which `MostPixels` sets")]
    [InlineData("animated webp", 60_000, "the header of the WebP file is truncated or damaged")]
    public void A_header_that_claims_too_many_pixels_is_refused_before_memory_is_taken(string format, int side, string reason)
    {
        var file = Claim(format, side, side);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(reason, Reason(() => ImageReader.Read(file)));
        Assert.Equal(reason, Reason(() => ImageReader.Identify(file)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("webp")]
    [InlineData("bmp")]
    public void A_header_that_claims_more_pixels_than_the_file_holds_makes_it_truncated_or_damaged(string format) =>
        Assert.Matches("truncated|damaged", Reason(() => ImageReader.Read(Claim(format, 2_000, 1_500))));

    [Theory]
    [InlineData("gif")]
    [InlineData("animated webp")]
    public void What_a_frame_leaves_of_a_larger_canvas_is_white(string format)
    {
        var image = ImageReader.Read(Claim(format, 20, 10));

        Assert.Equal((20, 10), (image.Width, image.Height));
        Assert.All(image.Pixels[..3].Zip([0, 128, 128]), channel => Assert.InRange(channel.First - channel.Second, -6, 6));
        Assert.Equal([255, 255, 255], image.Pixels[^3..]);
    }

    [Fact]
    public void A_PNG_that_claims_16_bits_and_holds_8_is_truncated()
    {
        var file = PngFile.Write(9, 9, 16, PngFile.Rgb, new byte[27]);

        Assert.Equal("the file is truncated", Reason(() => ImageReader.Read(file)));
    }

    [Theory]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0xFFFFFFFFu)]
    [InlineData(0x00100000u)]
    public void A_PNG_chunk_that_claims_more_bytes_than_the_file_has_makes_it_unreadable(uint length)
    {
        var file = PngFile.Write(4, 4, 8, PngFile.Grey, new byte[4], ("tEXt", [1, 2, 3]));
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(33), length);

        Assert.Matches("truncated|damaged", Reason(() => ImageReader.Read(file)));
    }

    [Theory]
    [InlineData("zTXt")]
    [InlineData("iCCP")]
    public void A_PNG_chunk_that_inflates_to_100_megabytes_is_passed_over(string type)
    {
        using var bomb = new MemoryStream();
        using (var compressed = new System.IO.Compression.ZLibStream(bomb, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            compressed.Write(new byte[100_000_000]);
        }

        var file = PngFile.Write(4, 4, 8, PngFile.Grey, [77, 77, 77, 77], (type, [.. "name"u8, 0, 0, .. bomb.ToArray()]));

        Assert.All(ImageReader.Read(file).Pixels, value => Assert.Equal(77, value));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    [InlineData(-5, 5)]
    [InlineData(int.MinValue, int.MinValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    public void A_bitmap_of_an_impossible_size_is_unreadable(int width, int height) =>
        Assert.ThrowsAny<UnreadableImageException>(() => ImageReader.Read(Claim("bmp", width, height)));

    // A small picture, and another size in its header.
    private static byte[] Claim(string format, int width, int height)
    {
        byte[] file;
        switch (format)
        {
            case "jpeg":
                file = EncodedPictures.Plain(SKColors.Teal, format: SKEncodedImageFormat.Jpeg);
                var frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), (ushort)height);
                BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), (ushort)width);
                return file;
            case "png":
                // The sum behind its header is that of the lie.
                return PngFile.Write(width, height, 8, PngFile.Grey, []);
            case "webp":
                file = EncodedPictures.Draw(8, 8, (_, _) => SKColors.Teal, SKEncodedImageFormat.Webp, quality: 60);
                var start = file.AsSpan().IndexOf([(byte)0x9D, (byte)0x01, (byte)0x2A]); // a key frame of VP8 (RFC 6386, 9.1)
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(start + 3), (ushort)width);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(start + 5), (ushort)height);
                return file;
            case "animated webp":
                return EncodedPictures.AnimatedWebp(width, height, EncodedPictures.Plain(SKColors.Teal, format: SKEncodedImageFormat.Webp));
            case "bmp":
                file = EncodedPictures.Bmp(8, 8, (_, _) => SKColors.Teal);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
                return file;
            default:
                file = EncodedPictures.Gif(8, 8, SKColors.Teal);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(6), (ushort)width);
                BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)height);
                return file;
        }
    }

    private static string Reason(Action read) => Assert.Throws<UnreadableImageException>(read).Message;
}
