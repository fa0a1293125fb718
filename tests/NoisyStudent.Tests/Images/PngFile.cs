using System.Buffers.Binary;
using System.IO.Compression;

namespace NoisyStudent.Tests.Images;

/// <summary>PNG files written chunk by chunk, in colour kinds that the drawing library does not write.</summary>
internal static class PngFile
{
    public const byte Grey = 0;
    public const byte Rgb = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte Rgba = 6;

    private static readonly (int Column, int Row, int Right, int Down)[] _passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>A PNG file.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="bits">Bits a channel.</param>
    /// <param name="kind">The colour kind, by the number in the header.</param>
    /// <param name="row">The bytes of every row: all rows are alike.</param>
    /// <param name="chunks">What stands before the pixels, such as a palette.</param>
    public static byte[] Write(int width, int height, byte bits, byte kind, byte[] row, params (string Type, byte[] Data)[] chunks) =>
        Write([0, 0, 0, 0, 0, 0, 0, 0, bits, kind, 0, 0, 0], width, height, Enumerable.Repeat(row, height), chunks);

    /// <summary>A grey PNG file of 8 bits in the seven passes of Adam7.</summary>
    /// <param name="width">Width in pixels, at least 5, so that no pass is empty.</param>
    /// <param name="height">Height in pixels, at least 5.</param>
    /// <param name="level">The grey level as a function of column and row.</param>
    public static byte[] WriteInterlaced(int width, int height, Func<int, int, byte> level)
    {
        var rows =
            from pass in _passes
            from row in Enumerable.Range(0, height).Where(row => row >= pass.Row && (row - pass.Row) % pass.Down == 0)
            select Enumerable.Range(0, width).Where(column => column >= pass.Column && (column - pass.Column) % pass.Right == 0)
                .Select(column => level(column, row)).ToArray();
        return Write([0, 0, 0, 0, 0, 0, 0, 0, 8, Grey, 0, 0, 1], width, height, rows, []);
    }

    /// <summary>The sum of a chunk's type and data, as it stands behind them.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                sum = (sum >> 1) ^ ((sum & 1) * 0xEDB88320);
            }
        }

        return ~sum;
    }

    /// <summary>A grey PNG file of 8 bits.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    /// <param name="level">The grey level as a function of column and row.</param>
    /// <param name="before">What stands before the pixels.</param>
    /// <param name="behind">What stands behind them.</param>
    public static byte[] WriteGrey(int width, int height, Func<int, int, byte> level, (string Type, byte[] Data)[] before, (string Type, byte[] Data)[] behind)
    {
        var rows = Enumerable.Range(0, height).Select(row => (byte[])[0, .. Enumerable.Range(0, width).Select(column => level(column, row))]);
        return Assemble([0, 0, 0, 0, 0, 0, 0, 0, 8, Grey, 0, 0, 0], width, height, rows, before, behind);
    }

    /// <summary>A PNG file of 16 bits whose rows have all five filters in turn.</summary>
    /// <param name="width">Width in pixels, at least 5.</param>
    /// <param name="height">Height in pixels, at least 5.</param>
    /// <param name="kind">The colour kind, by the number in the header.</param>
    /// <param name="isInterlaced">Whether it is in the seven passes of Adam7.</param>
    /// <param name="sample">A sample as a function of column, row and number.</param>
    public static byte[] WriteDeep(int width, int height, byte kind, bool isInterlaced, Func<int, int, int, int> sample)
    {
        var samples = kind switch { Grey => 1, GreyAlpha => 2, Rgb => 3, _ => 4 };
        var lines = new List<byte[]>();
        foreach (var (firstColumn, firstRow, right, down) in isInterlaced ? _passes : [(0, 0, 1, 1)])
        {
            byte[]? above = null;
            for (var row = firstRow; row < height; row += down)
            {
                byte[] raw =
                [
                    .. from column in Enumerable.Range(0, width)
                       where column >= firstColumn && (column - firstColumn) % right == 0
                       from number in Enumerable.Range(0, samples)
                       from value in (byte[])[(byte)(sample(column, row, number) >> 8), (byte)sample(column, row, number)]
                       select value,
                ];
                lines.Add(Filter((byte)(lines.Count % 5), raw, above ?? new byte[raw.Length], samples * 2));
                above = raw;
            }
        }

        return Assemble([0, 0, 0, 0, 0, 0, 0, 0, 16, kind, 0, 0, (byte)(isInterlaced ? 1 : 0)], width, height, lines, [], []);
    }

    private static byte[] Filter(byte kind, byte[] row, byte[] above, int pixel)
    {
        return [kind, .. row.Select((value, place) =>
        {
            int left = place >= pixel ? row[place - pixel] : 0, up = above[place], corner = place >= pixel ? above[place - pixel] : 0;
            var guess = left + up - corner;
            int[] near = [left, up, corner];
            return (byte)(value - kind switch { 0 => 0, 1 => left, 2 => up, 3 => (left + up) / 2, _ => near.MinBy(each => Math.Abs(guess - each)) });
        })];
    }

    private static byte[] Write(byte[] header, int width, int height, IEnumerable<byte[]> lines, (string Type, byte[] Data)[] chunks) =>
        Assemble(header, width, height, lines.Select(line => (byte[])[0, .. line]), chunks, []);

    private static byte[] Assemble(
        byte[] header, int width, int height, IEnumerable<byte[]> lines, (string Type, byte[] Data)[] before, (string Type, byte[] Data)[] behind)
    {
        using var rows = new MemoryStream();
        using (var compressed = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                compressed.Write(line);
            }
        }

        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        return
        [
            0x89, .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR", header),
            .. before.SelectMany(chunk => Chunk(chunk.Type, chunk.Data)),
            .. Chunk("IDAT", rows.ToArray()),
            .. behind.SelectMany(chunk => Chunk(chunk.Type, chunk.Data)),
            .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. System.Text.Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4..), Checksum(chunk.AsSpan(4..^4)));
        return chunk;
    }
}
