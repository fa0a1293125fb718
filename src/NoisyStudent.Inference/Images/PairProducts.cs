using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NoisyStudent.Images;

/// <summary>Products of pairs of small numbers, two at a time, added: processors of the x86 family do it in one step.</summary>
internal static class PairProducts
{
    /// <summary>left[2i] * right[2i] + left[2i + 1] * right[2i + 1].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<short> left, Vector256<short> right)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.MultiplyAddAdjacent(left, right);
        }

        var (leftPairs, rightPairs) = (left.AsInt32(), right.AsInt32());
        return (((leftPairs << 16) >> 16) * ((rightPairs << 16) >> 16)) + ((leftPairs >> 16) * (rightPairs >> 16));
    }

    /// <inheritdoc cref="Add(Vector256{short}, Vector256{short})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<short> left, Vector512<short> right) => Avx512BW.IsSupported
        ? Avx512BW.MultiplyAddAdjacent(left, right)
        : Vector512.Create(Add(left.GetLower(), right.GetLower()), Add(left.GetUpper(), right.GetUpper()));
}
