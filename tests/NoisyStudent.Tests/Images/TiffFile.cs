using System.Buffers.Binary;

namespace NoisyStudent.Tests.Images;

/// <summary>TIFF files written entry by entry, with pixels as they are.</summary>
internal sealed record TiffFile
{
    private const int Short = 3;
    private const int Long = 4;

    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>The samples of each pixel, by column and row.</summary>
    public required Func<int, int, int[]> Samples { get; init; }

    public int Bits { get; init; } = 8;

    /// <summary>0: white is 0; 1: black is 0; 2: colours.</summary>
    public int Photometric { get; init; } = 1;

    public bool IsLittle { get; init; } = true;

    public int Orientation { get; init; } = 1;

    /// <summary>Width and height of tiles; 0 for none.</summary>
    public int Tile { get; init; }

    /// <summary>Whether each sample has a plane of its own.</summary>
    public bool IsSeparate { get; init; }

    /// <summary>1: whole numbers, 2: signed, 3: floating point.</summary>
    public int SampleFormat { get; init; } = 1;

    public int ExtraSamples { get; init; }

    public bool HasSecondPage { get; init; }

    /// <summary>An entry besides: tag and number.</summary>
    public (int Tag, int Value)? More { get; init; }

    /// <summary>The bytes of the file: header, pixels, directory.</summary>
    public byte[] Write()
    {
        var samples = Samples(0, 0).Length;
        int[][] planes = IsSeparate ? [.. Enumerable.Range(0, samples).Select(sample => new[] { sample })] : [[.. Enumerable.Range(0, samples)]];
        var blocks = planes.SelectMany(BlocksOf).ToArray();
        var (offsets, at) = (new List<int>(), 8);
        foreach (var block in blocks)
        {
            offsets.Add(at);
            at += block.Length + (block.Length % 2);
        }

        var entries = new SortedDictionary<int, int[]>
        {
            [256] = [Width],
            [257] = [Height],
            [258] = [.. Enumerable.Repeat(Bits, samples)],
            [259] = [1],
            [262] = [Photometric],
            [274] = [Orientation],
            [277] = [samples],
            [284] = [IsSeparate ? 2 : 1],
            [339] = [.. Enumerable.Repeat(SampleFormat, samples)],
            [Tile > 0 ? 324 : 273] = [.. offsets],
            [Tile > 0 ? 325 : 279] = [.. blocks.Select(block => block.Length)],
        };
        if (Tile > 0)
        {
            (entries[322], entries[323]) = ([Tile], [Tile]);
        }
        else
        {
            entries[278] = [Height];
        }

        if (ExtraSamples > 0)
        {
            entries[338] = [.. Enumerable.Repeat(2, ExtraSamples)];
        }

        if (More is var (tag, value))
        {
            entries[tag] = [value];
        }

        byte[] file = [.. IsLittle ? "II"u8 : "MM"u8, .. Number(42, 2), .. Number(at, 4)];
        foreach (var block in blocks)
        {
            file = [.. file, .. block, .. new byte[block.Length % 2]];
        }

        return [.. file, .. Directory(entries, at)];
    }

    private byte[] Directory(SortedDictionary<int, int[]> entries, int at)
    {
        var (behind, directory, values) = (at + 2 + (entries.Count * 12) + 4, new List<byte>(Number(entries.Count, 2)), new List<byte>());
        foreach (var (tag, numbers) in entries)
        {
            var type = tag is 273 or 324 or 279 or 325 ? Long : Short;
            byte[] content = [.. numbers.SelectMany(number => Number(number, type == Long ? 4 : 2))];
            directory.AddRange([.. Number(tag, 2), .. Number(type, 2), .. Number(numbers.Length, 4)]);
            directory.AddRange(content.Length <= 4 ? [.. content, .. new byte[4 - content.Length]] : Number(behind + values.Count, 4));
            values.AddRange(content.Length <= 4 ? [] : content);
        }

        // A second page, where there is one, is the first again.
        return [.. directory, .. Number(HasSecondPage ? at : 0, 4), .. values];
    }

    private IEnumerable<byte[]> BlocksOf(int[] plane)
    {
        var (width, height) = Tile > 0 ? (Tile, Tile) : (Width, Height);
        for (var top = 0; top < Height; top += height)
        {
            for (var left = 0; left < Width; left += width)
            {
                yield return
                [
                    .. from row in Enumerable.Range(top, height)
                       from column in Enumerable.Range(left, width)
                       from sample in plane
                       from value in Number(row < Height && column < Width ? Samples(column, row)[sample] : 0, Bits / 8)
                       select value,
                ];
            }
        }
    }

    private byte[] Number(int number, int bytes)
    {
        var all = new byte[4];
        if (IsLittle)
        {
            BinaryPrimitives.WriteInt32LittleEndian(all, number);
            return all[..bytes];
        }

        BinaryPrimitives.WriteInt32BigEndian(all, number);
        return all[^bytes..];
    }
}
