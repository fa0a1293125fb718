using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NoisyStudent.Images.Jpeg;

/// <summary>The next bits of a stream, first bit highest.</summary>
internal struct BitWindow
{
    private const int Full = 56;

    private nint _place;
    private int _count;

    /// <summary>Starts to read at a bit.</summary>
    /// <param name="data">The first byte of the stream; eight bytes behind what is read must be there.</param>
    /// <param name="position">Number of the bit.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public BitWindow(ref byte data, long position)
    {
        var skipped = (int)(position & 7);
        Next = Load(ref data, (nint)(position >> 3)) << skipped;
        _place = (nint)(position >> 3) + (Full / 8);
        _count = Full - skipped;
    }

    /// <summary>The next 64 bits, of which 49 are there at the start and 56 after <see cref="Fill"/>, less those that were taken since.</summary>
    public ulong Next { get; private set; }

    /// <summary>Number of the next bit.</summary>
    public readonly long Position => ((long)_place * 8) - _count;

    /// <summary>
    /// Reads on, until 56 bits are there. Eight bytes are taken in at once and those counted that found room; the bits of the others are or-ed
    /// again by the next call. So nothing waits for the address of the next bytes but the call after.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(ref byte data)
    {
        Next |= Load(ref data, _place) >> _count;
        _place += (63 - _count) >> 3;
        _count |= Full;
    }

    /// <summary>Takes bits off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(int count)
    {
        Next <<= count;
        _count -= count;
    }

    private static ulong Load(ref byte data, nint place)
    {
        var next = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, place));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(next) : next;
    }
}
