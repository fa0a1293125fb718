using System.Buffers.Binary;
using SkiaSharp;

namespace NoisyStudent.Tests.Images;

/// <summary>Picture files made in memory.</summary>
internal static class EncodedPictures
{
    // JPEG's tables of codes: for sizes of levels 0 to 11 their number in 4 bits, and a 0 for the end of a block.
    private static readonly byte[] _levelCodes =
        [0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    private static readonly byte[] _endOfBlockCode = [0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>A picture of one colour.</summary>
    public static byte[] Plain(SKColor colour, int width = 8, int height = 8, SKEncodedImageFormat format = SKEncodedImageFormat.Png) =>
        Draw(width, height, (_, _) => colour, format);

    /// <summary>A picture whose pixels are a function of column and row.</summary>
    public static byte[] Draw(
        int width, int height, Func<int, int, SKColor> colour, SKEncodedImageFormat format = SKEncodedImageFormat.Png, int quality = 100)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                bitmap.SetPixel(column, row, colour(column, row));
            }
        }

        using var encoded = bitmap.Encode(format, quality);
        return encoded.ToArray();
    }

    /// <summary>The JPEG with an EXIF segment that states an orientation, 1 to 8.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation)
    {
        byte[] segment =
        [
            0xFF, 0xE1, 0, 34, .. "Exif"u8, 0, 0,
            .. "MM"u8, 0, 42, 0, 0, 0, 8, // big-endian TIFF, its directory at byte 8
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, // one entry: tag 0x0112, one 16-bit number
            0, 0, 0, 0, // no further directory
        ];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    /// <summary>A Windows bitmap of 24 bits a pixel, bottom row first.</summary>
    public static byte[] Bmp(int width, int height, Func<int, int, SKColor> colour)
    {
        var stride = ((width * 3) + 3) / 4 * 4;
        var file = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var pixel = colour(column, row);
                var place = 54 + ((height - 1 - row) * stride) + (column * 3);
                (file[place], file[place + 1], file[place + 2]) = (pixel.Blue, pixel.Green, pixel.Red);
            }
        }

        return file;
    }

    /// <summary>A Windows bitmap of 8 by 4 pixels, of runs of four colours: each row is 3 of the first, 5 of its own.</summary>
    public static byte[] RunLengthBmp(params SKColor[] colours)
    {
        byte[] pixels = [.. Enumerable.Range(0, 4).SelectMany(row => (byte[])[3, 0, 5, (byte)row, 0, 0]), 0, 1];
        byte[] palette = [.. colours.SelectMany(colour => (byte[])[colour.Blue, colour.Green, colour.Red, 0])];
        var start = 54 + palette.Length;
        return
        [
            .. "BM"u8, .. BitConverter.GetBytes(start + pixels.Length), 0, 0, 0, 0, .. BitConverter.GetBytes(start),
            40, 0, 0, 0, 8, 0, 0, 0, 4, 0, 0, 0, 1, 0, 8, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(pixels.Length),
            0, 0, 0, 0, 0, 0, 0, 0, (byte)colours.Length, 0, 0, 0, 0, 0, 0, 0, .. palette, .. pixels,
        ];
    }

    /// <summary>A GIF of frames that show one colour each.</summary>
    public static byte[] Gif(int width, int height, params SKColor[] frames)
    {
        var file = new List<byte>([.. "GIF89a"u8, (byte)width, 0, (byte)height, 0, 0x81, 0, 0]);
        for (var entry = 0; entry < 4; entry++)
        {
            var colour = frames[Math.Min(entry, frames.Length - 1)];
            file.AddRange([colour.Red, colour.Green, colour.Blue]);
        }

        for (byte frame = 0; frame < frames.Length; frame++)
        {
            file.AddRange([0x2C, 0, 0, 0, 0, (byte)width, 0, (byte)height, 0, 0, 2]);
            var codes = Enumerable.Range(0, width * height).SelectMany(_ => new[] { 4, (int)frame }).Append(5);
            foreach (var block in PackCodes(codes).Chunk(255))
            {
                file.Add((byte)block.Length);
                file.AddRange(block);
            }

            file.Add(0);
        }

        file.Add(0x3B);
        return [.. file];
    }

    /// <summary>A progressive JPEG of 16x16 pixels: four blocks of one colour each, in scans that refine each other.</summary>
    /// <param name="levels">Luma, blue and red chroma of each block, -127 to 127.</param>
    public static byte[] ProgressiveJpeg(params (int Luma, int Blue, int Red)[] levels)
    {
        var channels = new[] { levels.Select(level => level.Luma), levels.Select(level => level.Blue), levels.Select(level => level.Red) };
        var (coarse, fine) = (new List<bool>(), new List<bool>());
        var previous = new int[3];
        foreach (var level in levels)
        {
            foreach (var (channel, value) in new[] { level.Luma, level.Blue, level.Red }.Index())
            {
                // The first scan holds all but the last bit of 8 times the level, as the difference to the block before.
                AddCoefficient(coarse, (value * 8 >> 1) - previous[channel]);
                previous[channel] = value * 8 >> 1;
                AddBits(fine, value * 8 & 1, 1);
            }
        }

        var nothingMore = Enumerable.Repeat(false, levels.Length).ToList(); // an end of block for each
        return
        [
            0xFF, 0xD8,
            0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
            0xFF, 0xC2, 0, 17, 8, 0, 16, 0, 16, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0,
            .. _levelCodes, .. _endOfBlockCode,
            0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0x01, .. Scan(coarse),
            .. channels.Index().SelectMany(channel => (byte[])[0xFF, 0xDA, 0, 8, 1, (byte)(channel.Index + 1), 0, 1, 63, 0, .. Scan(nothingMore)]),
            0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 0, 0x10, .. Scan(fine),
            0xFF, 0xD9,
        ];
    }

    /// <summary>An animated WebP of two frames, each the one chunk of a still picture.</summary>
    /// <param name="width">Width of the canvas in pixels.</param>
    /// <param name="height">Height of the canvas in pixels.</param>
    /// <param name="still">A WebP of up to 256 pixels a side.</param>
    public static byte[] AnimatedWebp(int width, int height, byte[] still)
    {
        using var data = SKData.CreateCopy(still);
        using var frame = SKCodec.Create(data);
        byte[] size = [(byte)(frame.Info.Width - 1), 0, 0, (byte)(frame.Info.Height - 1), 0, 0];
        var animated = RiffChunk("ANMF", [0, 0, 0, 0, 0, 0, .. size, 100, 0, 0, 0, .. still[12..]]);
        byte[] canvas = [2, 0, 0, 0, .. BitConverter.GetBytes(width - 1)[..3], .. BitConverter.GetBytes(height - 1)[..3]];
        return RiffChunk("RIFF", [.. "WEBP"u8, .. RiffChunk("VP8X", canvas), .. RiffChunk("ANIM", new byte[6]), .. animated, .. animated]);
    }

    /// <summary>A WebP with EXIF data behind its pixels.</summary>
    /// <param name="still">An opaque WebP of the one chunk of a still picture.</param>
    /// <param name="width">Its width in pixels.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="exif">The data, of an even length.</param>
    public static byte[] WebpWithExif(byte[] still, int width, int height, byte[] exif) => RiffChunk(
        "RIFF", [.. "WEBP"u8, .. RiffChunk("VP8X", [8, 0, 0, 0, (byte)(width - 1), 0, 0, (byte)(height - 1), 0, 0]), .. still[12..], .. RiffChunk("EXIF", exif)]);

    /// <summary>
    /// A baseline JPEG of 8x8 pixels of one colour, of four channels as Adobe writes them: inverted cyan, magenta, yellow, black.
    /// </summary>
    public static byte[] CmykJpeg(byte cyan, byte magenta, byte yellow, byte black)
    {
        var bits = new List<bool>();
        foreach (var ink in (byte[])[cyan, magenta, yellow, black])
        {
            // With quantisation by 1 the first coefficient of a flat block is 8 times the level.
            AddCoefficient(bits, 8 * (255 - ink - 128));
            AddBits(bits, 0, 1); // end of block
        }

        return
        [
            0xFF, 0xD8,
            0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0,
            0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
            0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
            .. _levelCodes, .. _endOfBlockCode,
            0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0, .. Scan(bits),
            0xFF, 0xD9,
        ];
    }

    /// <summary>A grey JPEG of blocks side by side that are of one level each, with a restart after each block.</summary>
    /// <param name="levels">-127 to 127.</param>
    public static byte[] JpegWithRestarts(params int[] levels)
    {
        var scans = levels.Select(level =>
        {
            var bits = new List<bool>();
            AddCoefficient(bits, 8 * level);
            AddBits(bits, 0, 1); // end of block
            return Scan(bits);
        });
        return
        [
            0xFF, 0xD8,
            0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
            0xFF, 0xC0, 0, 11, 8, 0, 8, (byte)(levels.Length >> 5), (byte)(levels.Length << 3), 1, 1, 0x11, 0,
            .. _levelCodes, .. _endOfBlockCode, 0xFF, 0xDD, 0, 4, 0, 1,
            0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, .. scans.SelectMany((scan, i) => i == 0 ? scan : [0xFF, (byte)(0xD0 + ((i - 1) % 8)), .. scan]),
            0xFF, 0xD9,
        ];
    }

    private static byte[] RiffChunk(string type, byte[] data) =>
        [.. System.Text.Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data];

    // The size class of a number is its code, in 4 bits.
    private static void AddCoefficient(List<bool> bits, int number)
    {
        var size = 32 - int.LeadingZeroCount(Math.Abs(number));
        AddBits(bits, size, 4);
        AddBits(bits, number < 0 ? number + (1 << size) - 1 : number, size);
    }

    private static byte[] Scan(List<bool> bits)
    {
        while (bits.Count % 8 != 0)
        {
            bits.Add(true);
        }

        var scan = bits.Chunk(8).Select(eight => (byte)eight.Aggregate(0, (value, bit) => (value << 1) | (bit ? 1 : 0)));
        return [.. scan.SelectMany(value => value == 0xFF ? new byte[] { 0xFF, 0 } : [value])];
    }

    private static void AddBits(List<bool> bits, int value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
        {
            bits.Add(((value >> bit) & 1) == 1);
        }
    }

    // Codes of 3 bits, lowest bit first. A clear code before each pixel keeps the code size from growing.
    private static IEnumerable<byte> PackCodes(IEnumerable<int> codes)
    {
        int held = 0, count = 0;
        foreach (var code in codes)
        {
            held |= code << count;
            count += 3;
            if (count >= 8)
            {
                yield return (byte)held;
                held >>= 8;
                count -= 8;
            }
        }

        yield return (byte)held;
    }
}
