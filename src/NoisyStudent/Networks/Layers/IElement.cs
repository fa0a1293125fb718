using System.Runtime.InteropServices;

namespace NoisyStudent.Networks.Layers;

/// <summary>How a tensor's numbers lie in memory. Arithmetic is always in float32.</summary>
/// <typeparam name="TSelf">The number in memory.</typeparam>
internal unsafe interface IElement<TSelf>
    where TSelf : unmanaged, IElement<TSelf>
{
    /// <summary>Reads neighbours.</summary>
    static abstract TFloats Load<TFloats>(TSelf* source)
        where TFloats : struct, IFloats<TFloats>;

    /// <summary>Writes neighbours.</summary>
    static abstract void Store<TFloats>(TFloats values, TSelf* destination)
        where TFloats : struct, IFloats<TFloats>;
}

/// <summary>A float32.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(float))]
internal readonly unsafe struct Float32Element : IElement<Float32Element>
{
    public static TFloats Load<TFloats>(Float32Element* source)
        where TFloats : struct, IFloats<TFloats> => TFloats.Load((float*)source);

    public static void Store<TFloats>(TFloats values, Float32Element* destination)
        where TFloats : struct, IFloats<TFloats> => TFloats.Store(values, (float*)destination);
}

/// <summary>A bfloat16.</summary>
[StructLayout(LayoutKind.Sequential, Size = sizeof(ushort))]
internal readonly unsafe struct BFloat16Element : IElement<BFloat16Element>
{
    public static TFloats Load<TFloats>(BFloat16Element* source)
        where TFloats : struct, IFloats<TFloats> => TFloats.LoadBFloat16((ushort*)source);

    public static void Store<TFloats>(TFloats values, BFloat16Element* destination)
        where TFloats : struct, IFloats<TFloats> => TFloats.StoreBFloat16(values, (ushort*)destination);
}
