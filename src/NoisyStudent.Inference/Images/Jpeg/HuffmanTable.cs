namespace NoisyStudent.Images.Jpeg;

/// <summary>
/// A table of codes of a JPEG (ITU-T T.81, annex C). A code stands for a symbol of eight bits: upper four a number of zeros to skip, lower
/// four the number of bits that follow and are the value. The lookup takes code and value together where both fit into its index.
/// </summary>
internal sealed class HuffmanTable
{
    /// <summary>Bits of the lookup's index.</summary>
    public const int LookupBits = 12;

    /// <summary>Added to the number of a coefficient by a symbol that ends its block.</summary>
    public const int EndOfBlock = 128;

    /// <summary>Added by what the lookup does not have, code or value being too long for it.</summary>
    public const int TooLong = 192;

    private const int LongestCode = 16;

    private readonly byte[] _definition = new byte[LongestCode + 256];
    private readonly byte[] _symbols = new byte[256];
    private readonly uint[] _lookup = new uint[1 << LookupBits];

    // By length: the first code, aligned to 16 bits, that is longer, and what to add to a code to find its symbol.
    private readonly int[] _limits = new int[LongestCode + 1];
    private readonly int[] _symbolOffsets = new int[LongestCode + 1];
    private int _defined = -1;

    /// <summary>Whether it has been defined.</summary>
    public bool IsDefined => _defined >= 0;

    /// <summary>Indexed by the next <see cref="LookupBits"/> bits: an entry for the methods below.</summary>
    public ReadOnlySpan<uint> Lookup => _lookup;

    /// <summary>Whether every symbol can be the size of a block's mean: 15 bits at the most.</summary>
    public bool IsForMeans { get; private set; }

    /// <summary>Takes a definition.</summary>
    /// <param name="definition">For lengths 1 to 16 the number of codes, then the symbols in the order of their codes.</param>
    /// <returns>Whether it is one.</returns>
    public bool TryDefine(ReadOnlySpan<byte> definition)
    {
        if (IsDefined && definition.SequenceEqual(_definition.AsSpan(0, _defined)))
        {
            return true;
        }

        _defined = -1;
        Array.Fill(_lookup, Entry(0, TooLong, 0));
        Array.Clear(_symbols);
        definition[LongestCode..].CopyTo(_symbols);
        var (code, symbol) = (0, 0);
        for (var length = 1; length <= LongestCode; length++)
        {
            _symbolOffsets[length] = symbol - code;
            var count = definition[length - 1];

            // The code of ones alone stands for nothing.
            if (code + count >= 1 << length)
            {
                return false;
            }

            for (; count > 0; count--, code++, symbol++)
            {
                if (length <= LookupBits)
                {
                    Fill(code, length, _symbols[symbol]);
                }
            }

            _limits[length] = code << (LongestCode - length);
            code <<= 1;
        }

        IsForMeans = !definition[LongestCode..].ContainsAnyExceptInRange((byte)0, (byte)15);
        definition.CopyTo(_definition);
        _defined = definition.Length;
        return true;
    }

    /// <summary>Where the lookup has what the next bits mean.</summary>
    /// <param name="bits">The next 64 bits.</param>
    public static nuint Index(ulong bits) => (nuint)(bits >> (64 - LookupBits));

    /// <summary>How many bits a symbol and its value take.</summary>
    public static int Bits(uint entry) => (int)(entry & 63);

    /// <summary>How much further it is to its coefficient: 1 to 16, <see cref="EndOfBlock"/> or <see cref="TooLong"/>.</summary>
    public static int Advance(uint entry) => (int)((entry >> 8) & 255);

    /// <summary>The coefficient.</summary>
    public static short Value(uint entry) => (short)(entry >> 16);

    /// <summary>Reads a symbol with its value, without the lookup.</summary>
    /// <param name="bits">The next 64 bits, of which 32 are there.</param>
    /// <returns>An entry as in the lookup; 0 where there is no such code.</returns>
    public uint Find(ulong bits)
    {
        var next = (int)(bits >> (64 - LongestCode));
        for (var length = 1; length <= LongestCode; length++)
        {
            if (next < _limits[length])
            {
                var symbol = _symbols[(next >> (LongestCode - length)) + _symbolOffsets[length]];
                var size = symbol & 15;
                var value = size == 0 ? 0 : Extend((int)(bits << length >> (64 - size)), size);
                return Entry(length + size, Move(symbol), value);
            }
        }

        return 0;
    }

    private static uint Entry(int bits, int advance, int value) => (uint)((value << 16) | (advance << 8) | bits);

    private void Fill(int code, int length, byte symbol)
    {
        var free = LookupBits - length;
        var size = symbol & 15;
        if (size > free)
        {
            return;
        }

        var same = 1 << (free - size);
        for (var bits = 0; bits < 1 << size; bits++)
        {
            var entry = Entry(length + size, Move(symbol), size == 0 ? 0 : Extend(bits, size));
            _lookup.AsSpan((code << free) + (bits * same), same).Fill(entry);
        }
    }

    // No value: sixteen zeros, or the end of the block.
    private static int Move(int symbol) => (symbol & 15) == 0 && symbol >> 4 != 15 ? EndOfBlock : (symbol >> 4) + 1;

    // Values whose first bit is 0 are negative.
    private static int Extend(int bits, int size) => bits >> (size - 1) == 0 ? bits - (1 << size) + 1 : bits;
}
