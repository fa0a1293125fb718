using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NoisyStudent.Images.Jpeg;

/// <summary>Reads blocks of coefficients from the bits of a JPEG.</summary>
/// <param name="data">The bits, with <see cref="Overrun"/> bytes behind them.</param>
/// <param name="start">The first byte.</param>
/// <param name="end">The one after the last.</param>
internal ref struct EntropyReader(ReadOnlySpan<byte> data, int start, int end)
{
    /// <summary>
    /// How far reading a block can go beyond the end: 64 symbols of at most 31 bits, the bytes that are read in advance, and as much again.
    /// </summary>
    public const int Overrun = 640;

    private const int BlockSize = 64;
    private const int Last = BlockSize - 1;

    // Of the 56 bits that are there when the window is full.
    private const int SymbolsAtOnce = 4;

    private readonly ref byte _data = ref MemoryMarshal.GetReference(data[..(end + Overrun)]);
    private readonly long _end = (long)end * 8;
    private long _position = (long)start * 8;

    /// <summary>Whether more was read than there is.</summary>
    public readonly bool IsOverrun => _position > _end;

    /// <summary>Where <see cref="InverseDct"/> takes each coefficient of the file's zigzag from.</summary>
    public static ReadOnlySpan<byte> Places =>
    [
        0, 2, 1, 16, 3, 4, 6, 5, 18, 17, 32, 19, 20, 7, 8, 10, 9, 22, 21, 34, 33, 48, 35, 36, 23, 24, 11, 12, 14, 13, 26, 25,
        38, 37, 50, 49, 51, 52, 39, 40, 27, 28, 15, 30, 29, 42, 41, 54, 53, 55, 56, 43, 44, 31, 46, 45, 58, 57, 59, 60, 47, 62, 61, 63,
    ];

    /// <summary>Reads a block.</summary>
    /// <param name="mean">Codes of the first coefficient.</param>
    /// <param name="waves">Codes of the others.</param>
    /// <param name="prediction">The first coefficient of the component's block before, which this block's replaces.</param>
    /// <param name="coefficients">64 zeros, into which the coefficients are written.</param>
    /// <returns>The number in the zigzag after the last coefficient that is there, 1 at the least; 0 where the bits are damaged.</returns>
    public int Read(HuffmanTable mean, HuffmanTable waves, ref int prediction, Span<short> coefficients)
    {
        if (!TryReadMean(mean, ref prediction))
        {
            return 0;
        }

        ref var target = ref MemoryMarshal.GetReference(coefficients[..BlockSize]);
        target = (short)prediction;
        var number = 0;
        while ((number = ReadWaves(ref _data, ref _position, waves, number, ref target)) >= HuffmanTable.TooLong)
        {
            number = FindWave(waves, number - HuffmanTable.TooLong, out var value);
            if (number < BlockSize)
            {
                coefficients[Places[number]] = value;
            }

            if (number >= Last)
            {
                break;
            }
        }

        return number == Last ? BlockSize : number >= HuffmanTable.EndOfBlock ? number - HuffmanTable.EndOfBlock + 1 : 0;
    }

    /// <summary>Passes over a block.</summary>
    /// <param name="mean">Codes of the first coefficient.</param>
    /// <param name="waves">Codes of the others.</param>
    /// <param name="prediction">As in <see cref="Read"/>.</param>
    /// <returns>Whether the bits are in order.</returns>
    public bool TrySkip(HuffmanTable mean, HuffmanTable waves, ref int prediction)
    {
        if (!TryReadMean(mean, ref prediction))
        {
            return false;
        }

        var number = 0;
        while ((number = SkipWaves(ref _data, ref _position, waves, number)) >= HuffmanTable.TooLong)
        {
            number = FindWave(waves, number - HuffmanTable.TooLong, out _);
            if (number >= Last)
            {
                break;
            }
        }

        return number is Last or >= HuffmanTable.EndOfBlock;
    }

    private bool TryReadMean(HuffmanTable mean, ref int prediction)
    {
        // From here a block stays within the bytes behind the end.
        if (IsOverrun)
        {
            return false;
        }

        var window = new BitWindow(ref _data, _position).Next;
        var entry = mean.Lookup[(int)HuffmanTable.Index(window)];
        if (HuffmanTable.Advance(entry) == HuffmanTable.TooLong)
        {
            entry = mean.Find(window);
        }

        _position += HuffmanTable.Bits(entry);
        prediction += HuffmanTable.Value(entry);
        return entry != 0;
    }

    // The number of the coefficient of a symbol that is too long for the lookup; of none that there is where the bits are damaged.
    private int FindWave(HuffmanTable waves, int number, out short value)
    {
        var entry = waves.Find(new BitWindow(ref _data, _position).Next);
        _position += HuffmanTable.Bits(entry);
        value = HuffmanTable.Value(entry);
        return entry == 0 ? BlockSize : number + HuffmanTable.Advance(entry);
    }

    // Methods of their own and without calls, so that the few variables of the loop stay in registers. Both go on until the block ends or a
    // symbol is too long for the lookup, and return the last number that they came to.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadWaves(ref byte data, ref long position, HuffmanTable waves, int number, ref short target)
    {
        ref var lookup = ref MemoryMarshal.GetReference(waves.Lookup);
        ref var places = ref MemoryMarshal.GetReference(Places);
        var bits = new BitWindow(ref data, position);
        while (true)
        {
            bits.Fill(ref data);
            for (var symbol = 0; symbol < SymbolsAtOnce; symbol++)
            {
                var entry = Unsafe.Add(ref lookup, HuffmanTable.Index(bits.Next));
                bits.Take(HuffmanTable.Bits(entry));
                number += HuffmanTable.Advance(entry);
                if (number >= BlockSize)
                {
                    position = bits.Position;
                    return number;
                }

                Unsafe.Add(ref target, (nint)Unsafe.Add(ref places, number)) = HuffmanTable.Value(entry);
                if (number == Last)
                {
                    position = bits.Position;
                    return number;
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SkipWaves(ref byte data, ref long position, HuffmanTable waves, int number)
    {
        ref var lookup = ref MemoryMarshal.GetReference(waves.Lookup);
        var bits = new BitWindow(ref data, position);
        while (true)
        {
            bits.Fill(ref data);
            for (var symbol = 0; symbol < SymbolsAtOnce; symbol++)
            {
                var entry = Unsafe.Add(ref lookup, HuffmanTable.Index(bits.Next));
                bits.Take(HuffmanTable.Bits(entry));
                number += HuffmanTable.Advance(entry);
                if (number >= Last)
                {
                    position = bits.Position;
                    return number;
                }
            }
        }
    }
}
