using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Images.Jpeg;

/// <summary>
/// The inverse discrete cosine transform of a JPEG's block, in whole numbers, to 8 x 8 pixels or fewer. The numbers for 8 are those of the
/// accurate integer method of the Independent JPEG Group's library (Loeffler, Ligtenberg and Moschytz, with 13 bits), so pixels are the same as
/// with any decoder that uses it: between its two roundings that method is linear, and is two products of matrices here. Fewer pixels are made
/// of the low frequencies alone, as the picture at a half, a quarter or an eighth of its size has them.
/// <para>
/// A block's coefficients come in pairs of rows: those of vertical frequencies 0 and 1 side by side, for each horizontal frequency in turn, then
/// those of 2 and 3, and so on. The processor multiplies and adds pairs at once.
/// </para>
/// </summary>
internal static class InverseDct
{
    /// <summary>Rows and columns of coefficients.</summary>
    public const int Size = 8;

    private const int Pairs = Size / 2;
    private const int FractionBits = 13;

    // The first pass leaves two bits more than whole levels, and the transform's scale is 8.
    private const int FirstShift = FractionBits - 2;
    private const int SecondShift = FractionBits + 2 + 3;
    private const int MiddleLevel = 128;
    private const int Half = 1 << (FirstShift - 1);
    private const int Middle = (MiddleLevel << SecondShift) + (1 << (SecondShift - 1));

    // By number of places: for each place the pairs of its factors for frequencies 2p and 2p + 1, as one int each; and for each pair of
    // frequencies its factors for all places.
    private static readonly int[][] _byPlace = new int[Size + 1][];
    private static readonly int[][] _byPair = new int[Size + 1][];

    static InverseDct()
    {
        foreach (var places in (int[])[1, 2, 4, 8])
        {
            var basis = places == Size ? MakeBasis() : MakeBasis(places);
            _byPlace[places] = [.. Enumerable.Range(0, places * Pairs).Select(i => Pair(basis, i % Pairs, i / Pairs))];
            _byPair[places] = [.. Enumerable.Range(0, Pairs * Size).Select(i => Pair(basis, i / Size, i % Size))];
        }
    }

    /// <summary>Writes a block's 8 x 8 pixels.</summary>
    /// <param name="coefficients">64 coefficients, as they are in the file; 64 zeros after.</param>
    /// <param name="quantization">64 factors to multiply them by, in the same order.</param>
    /// <param name="pixels">Where the block's first pixel goes.</param>
    /// <param name="stride">From one row of pixels to the next.</param>
    public static void Apply(Span<short> coefficients, ReadOnlySpan<short> quantization, Span<byte> pixels, int stride)
    {
        var rows0 = Dequantize(coefficients, quantization, 0);
        var rows1 = Dequantize(coefficients, quantization, 1);
        var rows2 = Dequantize(coefficients, quantization, 2);
        var rows3 = Dequantize(coefficients, quantization, 3);
        Vector512<short>.Zero.CopyTo(coefficients);
        Vector512<short>.Zero.CopyTo(coefficients[(Size * Pairs)..]);

        // Down the columns, one row of places after the other; each int is then a pair of horizontal frequencies.
        Span<int> middle = stackalloc int[Size * Pairs];
        ref var factors = ref MemoryMarshal.GetArrayDataReference(_byPlace[Size]);
        for (var row = 0; row < Size; row++)
        {
            var sum = Vector256.Create(Half)
                + PairProducts.Add(rows0, Vector256.Create(factors).AsInt16())
                + PairProducts.Add(rows1, Vector256.Create(Unsafe.Add(ref factors, 1)).AsInt16())
                + PairProducts.Add(rows2, Vector256.Create(Unsafe.Add(ref factors, 2)).AsInt16())
                + PairProducts.Add(rows3, Vector256.Create(Unsafe.Add(ref factors, 3)).AsInt16());
            Narrow(sum >> FirstShift).AsInt32().CopyTo(middle[(row * Pairs)..]);
            factors = ref Unsafe.Add(ref factors, Pairs);
        }

        var columns = new Columns(_byPair[Size]);
        for (var row = 0; row < Size; row += 2)
        {
            var levels = Vector128.Narrow(columns.Along(middle.Slice(row * Pairs, Pairs)), columns.Along(middle.Slice((row + 1) * Pairs, Pairs)));
            levels.GetLower().CopyTo(pixels.Slice(row * stride, Size));
            levels.GetUpper().CopyTo(pixels.Slice((row + 1) * stride, Size));
        }
    }

    /// <summary>Writes a block's pixels at a reduced scale.</summary>
    /// <param name="coefficients">64 coefficients, as they are in the file; 64 zeros after.</param>
    /// <param name="quantization">64 factors to multiply them by, in the same order.</param>
    /// <param name="width">How many pixels in a row: 1, 2, 4 or 8.</param>
    /// <param name="height">How many rows: 1, 2, 4 or 8.</param>
    /// <param name="pixels">Where the block's first pixel goes, with room for 8 in each row.</param>
    /// <param name="stride">From one row of pixels to the next.</param>
    public static void Apply(
        Span<short> coefficients, ReadOnlySpan<short> quantization, int width, int height, Span<byte> pixels, int stride)
    {
        var columns = new Columns(_byPair[width]);
        var factors = _byPlace[height];
        Span<int> middle = stackalloc int[Pairs];
        for (var row = 0; row < height; row++)
        {
            var sum = Vector256.Create(Half);
            for (var pair = 0; pair < (height + 1) / 2; pair++)
            {
                sum += PairProducts.Add(Dequantize(coefficients, quantization, pair), Vector256.Create(factors[(row * Pairs) + pair]).AsInt16());
            }

            Narrow(sum >> FirstShift).AsInt32().CopyTo(middle);
            var levels = columns.Along(middle);
            Vector128.Narrow(levels, levels).GetLower().CopyTo(pixels.Slice(row * stride, Size));
        }

        coefficients.Clear();
    }

    /// <summary>Writes the pixels of a block that is of one level.</summary>
    /// <param name="mean">The first coefficient, multiplied by its factor.</param>
    /// <param name="pixels">Where the block's first pixel goes.</param>
    /// <param name="stride">From one row of pixels to the next.</param>
    public static void Fill(int mean, Span<byte> pixels, int stride)
    {
        var level = (byte)Math.Clamp(((mean + 4) >> 3) + MiddleLevel, 0, 255);
        for (var row = 0; row < Size; row++)
        {
            pixels.Slice(row * stride, Size).Fill(level);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Dequantize(ReadOnlySpan<short> coefficients, ReadOnlySpan<short> quantization, int pair)
    {
        var start = pair * Size * 2;
        return Vector256.Create(coefficients.Slice(start, Size * 2)) * Vector256.Create(quantization.Slice(start, Size * 2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Narrow(Vector256<int> values) => Vector128.NarrowWithSaturation(values.GetLower(), values.GetUpper());

    private static int Pair(short[] basis, int pair, int place) =>
        (ushort)basis[(2 * pair * Size) + place] | (basis[(((2 * pair) + 1) * Size) + place] << 16);

    // By frequency and place: what a coefficient of 1 adds to a place, times 2^13 and the square root of 8.
    private static short[] MakeBasis(int places)
    {
        var basis = new short[Size * Size];
        for (var frequency = 0; frequency < places; frequency++)
        {
            for (var place = 0; place < places; place++)
            {
                var wave = Math.Cos(((2 * place) + 1) * frequency * Math.PI / (2 * places));
                basis[(frequency * Size) + place] = (short)Math.Round((1 << FractionBits) * (frequency == 0 ? 1 : Math.Sqrt(2)) * wave);
            }
        }

        return basis;
    }

    // The same for 8 places: the method's flow graph, with its constants, for each frequency alone.
    private static short[] MakeBasis()
    {
        var basis = new short[Size * Size];
        Span<int> c = stackalloc int[Size];
        for (var frequency = 0; frequency < Size; frequency++)
        {
            c.Clear();
            c[frequency] = 1;

            var evenRotation = (c[2] + c[6]) * 4433;
            var (even2, even3) = (evenRotation - (c[6] * 15137), evenRotation + (c[2] * 6270));
            var (even0, even1) = ((c[0] + c[4]) << FractionBits, (c[0] - c[4]) << FractionBits);
            int[] even = [even0 + even3, even1 + even2, even1 - even2, even0 - even3];

            var oddRotation = (c[7] + c[3] + c[5] + c[1]) * 9633;
            var (z1, z2) = ((c[7] + c[1]) * -7373, (c[5] + c[3]) * -20995);
            var (z3, z4) = (oddRotation + ((c[7] + c[3]) * -16069), oddRotation + ((c[5] + c[1]) * -3196));
            int[] odd = [(c[1] * 12299) + z1 + z4, (c[3] * 25172) + z2 + z3, (c[5] * 16819) + z2 + z4, (c[7] * 2446) + z1 + z3];

            for (var place = 0; place < Pairs; place++)
            {
                basis[(frequency * Size) + place] = (short)(even[place] + odd[place]);
                basis[(frequency * Size) + Size - 1 - place] = (short)(even[place] - odd[place]);
            }
        }

        return basis;
    }

    // The factors of the second pass, in registers.
    private readonly struct Columns(int[] byPair)
    {
        private readonly Vector256<short> _pair0 = Vector256.Create(byPair.AsSpan(0, Size)).AsInt16();
        private readonly Vector256<short> _pair1 = Vector256.Create(byPair.AsSpan(Size, Size)).AsInt16();
        private readonly Vector256<short> _pair2 = Vector256.Create(byPair.AsSpan(2 * Size, Size)).AsInt16();
        private readonly Vector256<short> _pair3 = Vector256.Create(byPair.AsSpan(3 * Size, Size)).AsInt16();

        // A row of levels.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector128<ushort> Along(ReadOnlySpan<int> row)
        {
            var sum = Vector256.Create(Middle)
                + PairProducts.Add(_pair0, Vector256.Create(row[0]).AsInt16())
                + PairProducts.Add(_pair1, Vector256.Create(row[1]).AsInt16())
                + PairProducts.Add(_pair2, Vector256.Create(row[2]).AsInt16())
                + PairProducts.Add(_pair3, Vector256.Create(row[3]).AsInt16());
            return Vector128.Min(Vector128.Max(Narrow(sum >> SecondShift), Vector128<short>.Zero), Vector128.Create((short)255)).AsUInt16();
        }
    }
}
