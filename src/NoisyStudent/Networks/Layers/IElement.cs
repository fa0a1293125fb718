using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NoisyStudent.Networks.Layers;

/// <summary>How a tensor's numbers lie in memory. Arithmetic is always in float32.</summary>
/// <typeparam name="TSelf">The number in memory.</typeparam>
internal unsafe interface IElement<TSelf>
    where TSelf : unmanaged, IElement<TSelf>
{
    /// <summary>Reads sixteen numbers.</summary>
    static abstract Vector512<float> Load(TSelf* source);

    /// <summary>Writes sixteen numbers, rounded to nearest, ties to even.</summary>
    static abstract void Store(Vector512<float> values, TSelf* destination);
}

/// <summary>A float32.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(float))]
internal readonly unsafe struct Float32Element : IElement<Float32Element>
{
    public static Vector512<float> Load(Float32Element* source) => Vector512.Load((float*)source);

    public static void Store(Vector512<float> values, Float32Element* destination) => values.Store((float*)destination);
}

/// <summary>A bfloat16: the upper half of a float32.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(ushort))]
internal readonly unsafe struct BFloat16Element : IElement<BFloat16Element>
{
    public static Vector512<float> Load(BFloat16Element* source)
    {
        var halves = Vector256.Load((ushort*)source);
        var wide = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt32(halves)
            : Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves));
        return (wide << 16).AsSingle();
    }

    /// <summary>Infinity stays what it is, and so does the NaN that arithmetic gives.</summary>
    public static void Store(Vector512<float> values, BFloat16Element* destination)
    {
        var bits = values.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >>> 16) & Vector512<uint>.One)) >>> 16;
        var halves = Avx512F.IsSupported
            ? Avx512F.ConvertToVector256UInt16(rounded)
            : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.Store((ushort*)destination);
    }
}
