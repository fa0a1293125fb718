using NoisyStudent.Images;
using NoisyStudent.Images.Jpeg;
using SkiaSharp;
using Xunit;

namespace NoisyStudent.Tests.Images;

/// <summary>The decoder of ordinary JPEGs beside Skia's, which uses the Independent JPEG Group's methods.</summary>
public sealed class JpegTests
{
    private static readonly (int Width, int Height)[] _sizes = [(64, 48), (33, 17), (95, 41), (16, 16), (7, 9), (4, 4), (1, 1), (2, 30), (640, 3)];

    public static TheoryData<SKJpegEncoderDownsample, int> Encodings
    {
        get
        {
            var encodings = new TheoryData<SKJpegEncoderDownsample, int>();
            foreach (var downsample in Enum.GetValues<SKJpegEncoderDownsample>())
            {
                foreach (var quality in (int[])[1, 30, 90, 100])
                {
                    encodings.Add(downsample, quality);
                }
            }

            return encodings;
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Pixels_are_those_of_the_reference_decoder(SKJpegEncoderDownsample downsample, int quality)
    {
        foreach (var (width, height) in _sizes)
        {
            var file = Encode(width, height, downsample, quality);

            Assert.Equal(Reference(file), ImageReader.Read(file).Pixels);

            // Not by the other decoder, but for the pictures whose chroma that one does not interpolate.
            Assert.Equal(downsample == SKJpegEncoderDownsample.Downsample444 || width > 4, IsRead(file));
        }
    }

    [Fact]
    public void Chroma_may_be_halved_in_height_alone()
    {
        // Of 48 x 48 pixels there are as many units of 8 x 16 as of 16 x 8: the file is one of the other kind when its header says so.
        var file = Encode(48, 48, SKJpegEncoderDownsample.Downsample422, 90);
        var luma = file.AsSpan().IndexOf((byte[])[0xFF, 0xC0, 0, 17, 8, 0, 48, 0, 48, 3, 1, 0x21]) + 11;
        Assert.True(luma > 11);
        file[luma] = 0x12;

        Assert.Equal(Reference(file), ImageReader.Read(file).Pixels);
        Assert.True(IsRead(file));
    }

    [Fact]
    public void Grey_pictures_are_read()
    {
        using var bitmap = new SKBitmap(37, 21, SKColorType.Gray8, SKAlphaType.Opaque);
        for (var i = 0; i < bitmap.Width * bitmap.Height; i++)
        {
            bitmap.SetPixel(i % bitmap.Width, i / bitmap.Width, Colour(i % bitmap.Width, i / bitmap.Width));
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);

        var file = encoded.ToArray();

        Assert.Equal(Reference(file), ImageReader.Read(file).Pixels);
        Assert.True(IsRead(file));
    }

    [Fact]
    public void Restarts_begin_anew()
    {
        var levels = Enumerable.Range(0, 21).Select(i => (i * 37 % 250) - 120).ToArray();
        var file = EncodedPictures.JpegWithRestarts(levels);

        var image = ImageReader.Read(file);

        Assert.Equal(Reference(file), image.Pixels);
        Assert.True(IsRead(file));
        Assert.Equal(levels.Select(level => (byte)(level + 128)), Enumerable.Range(0, levels.Length).Select(i => image.Pixels[8 * 3 * i]));
    }

    [Fact]
    public void Colours_of_another_space_are_converted()
    {
        using var wide = SKColorSpace.CreateRgb(SKColorSpaceTransferFn.TwoDotTwo, SKColorSpaceXyz.AdobeRgb);
        using var bitmap = new SKBitmap(new SKImageInfo(64, 48, SKColorType.Rgba8888, SKAlphaType.Opaque, wide));
        for (var i = 0; i < 64 * 48; i++)
        {
            bitmap.SetPixel(i % 64, i / 64, Colour(i % 64, i / 64));
        }

        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        var file = encoded.ToArray();
        Assert.True(file.AsSpan().IndexOf("ICC_PROFILE"u8) > 0);

        var pixels = ImageReader.Read(file).Pixels;

        Assert.InRange(Reference(file).Zip(pixels, (expected, actual) => Math.Abs(expected - actual)).Max(), 0, 1);
        Assert.True(IsRead(file));
    }

    [Fact]
    public void A_damaged_file_is_judged_as_by_the_reference_decoder()
    {
        byte[][] originals = [Encode(60, 50, SKJpegEncoderDownsample.Downsample420, 90), Encode(40, 40, SKJpegEncoderDownsample.Downsample444, 50), EncodedPictures.JpegWithRestarts(1, 2, 3, 40, 5)];
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var readable = 0;
        for (var mutation = 0; mutation < 3000; mutation++)
        {
            byte[] file = [.. originals[mutation % originals.Length]];
            for (var change = random.NextInt(3); change >= 0; change--)
            {
                // Behind the header's first marker, so that it stays a JPEG, and before the last.
                file[4 + random.NextInt(file.Length - 6)] = (byte)random.NextInt(256);
            }

            var expected = ReferenceOrNull(file);
            byte[]? actual;
            try
            {
                actual = ImageReader.Read(file).Pixels;
            }
            catch (UnreadableImageException)
            {
                actual = null;
            }

            if (expected is not null && actual is not null)
            {
                readable++;
                Assert.Equal(expected.Length, actual.Length);
            }
            else
            {
                Assert.True(actual is null, $"mutation {mutation} is refused by the reference decoder alone");
            }
        }

        Assert.InRange(readable, 300, 2900);
    }

    [Fact]
    public void Headers_that_no_standard_decoder_takes_are_left_to_the_reference_decoder()
    {
        var file = Encode(64, 48, SKJpegEncoderDownsample.Downsample420, 90);
        var frame = file.AsSpan().IndexOf((byte[])[0xFF, 0xC0, 0, 17, 8]);
        var scan = file.AsSpan().IndexOf((byte[])[0xFF, 0xDA]);
        byte[] fullCode = [0xFF, 0xC4, 0, 21, 0x10, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        byte[] twelveBlocks = [.. file];
        (twelveBlocks[frame + 14], twelveBlocks[frame + 17]) = (0x22, 0x22);

        Assert.True(new JpegDecoder().TryBegin(file));
        Assert.False(new JpegDecoder().TryBegin([.. file[..scan], .. fullCode, .. file[scan..]]));
        Assert.False(new JpegDecoder().TryBegin(twelveBlocks));
    }

    [Fact]
    public void A_JFIF_segment_that_is_too_short_says_nothing_of_colours()
    {
        var file = Encode(40, 24, SKJpegEncoderDownsample.Downsample444, 90);
        byte[] rgb = [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0];
        Assert.Equal([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], file[..6]);

        byte[] shortened = [0xFF, 0xD8, 0xFF, 0xE0, 0, 7, .. "JFIF\0"u8, .. rgb, .. file[20..]];

        Assert.Equal(Reference(shortened), ImageReader.Read(shortened).Pixels);
        Assert.False(IsRead(shortened));
    }

    private static bool IsRead(byte[] file)
    {
        var decoder = new JpegDecoder();
        return decoder.TryBegin(file) && decoder.TryDecode(
            file, JpegScale.For(decoder.Width, decoder.Height, 1, int.MaxValue), new PixelWindow(0, 0, decoder.Width, decoder.Height),
            new int[(decoder.Width * decoder.Height) + YccPixels.Slack]);
    }

    private static byte[] Encode(int width, int height, SKJpegEncoderDownsample downsample, int quality)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var i = 0; i < width * height; i++)
        {
            bitmap.SetPixel(i % width, i / width, Colour(i % width, i / width));
        }

        using var pixels = bitmap.PeekPixels();
        using var encoded = pixels.Encode(new SKJpegEncoderOptions(quality, downsample, SKJpegEncoderAlphaOption.Ignore))!;
        return encoded.ToArray();
    }

    // Waves, with a noisy corner.
    private static SKColor Colour(int column, int row)
    {
        var noise = column > row ? ((column * 7919) + (row * 104729)) % 97 : 0;
        return new SKColor(
            (byte)(110 + noise + (40 * Math.Sin(column / 3.0))), (byte)(100 + noise + (50 * Math.Sin((column + row) / 5.0))), (byte)(128 + (120 * Math.Cos(row / 4.0))));
    }

    private static byte[] Reference(byte[] file) => ReferenceOrNull(file) ?? throw new InvalidOperationException("The reference decoder cannot read it.");

    private static byte[]? ReferenceOrNull(byte[] file)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec is null)
        {
            return null;
        }

        using var sRgb = SKColorSpace.CreateSrgb();
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, sRgb));
        return codec.GetPixels(bitmap.Info, bitmap.GetPixels()) == SKCodecResult.Success
            ? [.. bitmap.Bytes.Where((_, i) => i % 4 < 3)] : null;
    }
}
