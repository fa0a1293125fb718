using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NoisyStudent;

/// <summary>
/// Sixteen bytes as sixteen numbers, and back. Where the processor has narrower vectors, the runtime takes several: the results are the
/// same everywhere.
/// </summary>
internal static class Lanes
{
    /// <summary>How many bytes are worked on at once.</summary>
    public const int Count = 16;

    /// <summary>Sixteen bytes that begin at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(ReadOnlySpan<byte> bytes, int at) =>
        Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes.Slice(at, Count)));

    /// <summary>Writes sixteen bytes that begin at a place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> values, Span<byte> bytes, int at) =>
        values.StoreUnsafe(ref MemoryMarshal.GetReference(bytes.Slice(at, Count)));

    /// <summary>Bytes as whole numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Widen(Vector128<byte> bytes)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector512Int32(bytes);
        }

        var (lower, upper) = Vector128.Widen(bytes);
        return Vector512.Create(Widen(lower), Widen(upper));
    }

    /// <summary>Bytes as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToFloats(Vector128<byte> bytes) => Vector512.ConvertToSingle(Widen(bytes));

    /// <summary>Whole numbers from 0 to 255 as bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Narrow(Vector512<int> numbers)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.ConvertToVector128Byte(numbers);
        }

        var (lower, upper) = (numbers.GetLower(), numbers.GetUpper());
        return Vector128.Narrow(
            Vector128.Narrow(lower.GetLower(), lower.GetUpper()).AsUInt16(), Vector128.Narrow(upper.GetLower(), upper.GetUpper()).AsUInt16());
    }

    /// <summary>Floats as bytes: clipped to 0 and 255, the fraction cut off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToBytes(Vector512<float> values) => Narrow(Vector512.ConvertToInt32Native(
        Vector512.Min(Vector512.Max(values, Vector512<float>.Zero), Vector512.Create(255f))));

    /// <summary>Sixteen numbers of double precision as bytes: clipped to 0 and 255, the fraction cut off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> ToBytes(Vector512<double> lower, Vector512<double> upper) =>
        ToBytes(Vector512.Narrow(Vector512.Truncate(lower), Vector512.Truncate(upper)));

    private static Vector256<int> Widen(Vector128<ushort> numbers)
    {
        var (lower, upper) = Vector128.Widen(numbers);
        return Vector256.Create(lower, upper).AsInt32();
    }
}
