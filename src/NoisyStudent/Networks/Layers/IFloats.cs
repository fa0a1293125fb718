using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NoisyStudent.Networks.Layers;

/// <summary>As many float32 numbers as the processor works on at once, so that a loop is written once for all widths. Its results do not depend on the width.</summary>
/// <typeparam name="TSelf">The numbers.</typeparam>
internal unsafe interface IFloats<TSelf>
    where TSelf : struct, IFloats<TSelf>
{
    /// <summary>How many they are.</summary>
    static abstract int Count { get; }

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>The same number everywhere.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Reads float32.</summary>
    static abstract TSelf Load(float* source);

    /// <summary>Writes float32.</summary>
    static abstract void Store(TSelf values, float* destination);

    /// <summary>Reads bfloat16, the upper halves of float32.</summary>
    static abstract TSelf LoadBFloat16(ushort* source);

    /// <summary>Writes bfloat16, rounded to nearest, ties to even. Infinity stays what it is, and so does the NaN that arithmetic gives.</summary>
    static abstract void StoreBFloat16(TSelf values, ushort* destination);

    /// <summary>left right + added, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf added);

    /// <summary>max(0, values); NaN stays.</summary>
    static abstract TSelf Positive(TSelf values);

    /// <summary>What of some numbers stands where others are above 0; 0 elsewhere.</summary>
    static abstract TSelf WherePositive(TSelf condition, TSelf values);

    /// <summary>To the nearest whole numbers.</summary>
    static abstract TSelf Round(TSelf values);

    /// <summary>At least and at most these.</summary>
    static abstract TSelf Clamp(TSelf values, float least, float most);

    /// <summary>values 2^whole for whole numbers, where neither is beyond float32.</summary>
    static abstract TSelf TimesPowerOfTwo(TSelf values, TSelf whole);
}

/// <summary>Eight numbers: vectors of 256 bits.</summary>
/// <param name="Vector">The numbers.</param>
internal readonly unsafe record struct Floats8(Vector256<float> Vector) : IFloats<Floats8>
{
    public static int Count => Vector256<float>.Count;

    public static Floats8 operator +(Floats8 left, Floats8 right) => new(left.Vector + right.Vector);

    public static Floats8 operator -(Floats8 left, Floats8 right) => new(left.Vector - right.Vector);

    public static Floats8 operator *(Floats8 left, Floats8 right) => new(left.Vector * right.Vector);

    public static Floats8 operator /(Floats8 left, Floats8 right) => new(left.Vector / right.Vector);

    public static Floats8 Create(float value) => new(Vector256.Create(value));

    public static Floats8 Load(float* source) => new(Vector256.Load(source));

    public static void Store(Floats8 values, float* destination) => values.Vector.Store(destination);

    public static Floats8 LoadBFloat16(ushort* source) => new((Vector256.Create(Vector128.WidenLower(Vector128.Load(source)), Vector128.WidenUpper(Vector128.Load(source))) << 16).AsSingle());

    public static void StoreBFloat16(Floats8 values, ushort* destination)
    {
        var bits = values.Vector.AsUInt32();
        var rounded = (bits + Vector256.Create(0x7FFFu) + ((bits >>> 16) & Vector256<uint>.One)) >>> 16;
        var halves = Sse41.IsSupported
            ? Sse41.PackUnsignedSaturate(rounded.GetLower().AsInt32(), rounded.GetUpper().AsInt32())
            : Vector128.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.Store(destination);
    }

    public static Floats8 MultiplyAdd(Floats8 left, Floats8 right, Floats8 added) => new(Vector256.FusedMultiplyAdd(left.Vector, right.Vector, added.Vector));

    /// <summary>The order of the arguments lets NaN through.</summary>
    public static Floats8 Positive(Floats8 values) => new(Vector256.MaxNative(Vector256<float>.Zero, values.Vector));

    public static Floats8 WherePositive(Floats8 condition, Floats8 values) => new(Vector256.GreaterThan(condition.Vector, Vector256<float>.Zero) & values.Vector);

    public static Floats8 Round(Floats8 values) => new(Vector256.Round(values.Vector));

    public static Floats8 Clamp(Floats8 values, float least, float most) => new(Vector256.ClampNative(values.Vector, Vector256.Create(least), Vector256.Create(most)));

    public static Floats8 TimesPowerOfTwo(Floats8 values, Floats8 whole) => new((values.Vector.AsInt32() + (Vector256.ConvertToInt32Native(whole.Vector) << 23)).AsSingle());
}

/// <summary>Sixteen numbers: vectors of 512 bits.</summary>
/// <param name="Vector">The numbers.</param>
internal readonly unsafe record struct Floats16(Vector512<float> Vector) : IFloats<Floats16>
{
    public static int Count => Vector512<float>.Count;

    public static Floats16 operator +(Floats16 left, Floats16 right) => new(left.Vector + right.Vector);

    public static Floats16 operator -(Floats16 left, Floats16 right) => new(left.Vector - right.Vector);

    public static Floats16 operator *(Floats16 left, Floats16 right) => new(left.Vector * right.Vector);

    public static Floats16 operator /(Floats16 left, Floats16 right) => new(left.Vector / right.Vector);

    public static Floats16 Create(float value) => new(Vector512.Create(value));

    public static Floats16 Load(float* source) => new(Vector512.Load(source));

    public static void Store(Floats16 values, float* destination) => values.Vector.Store(destination);

    public static Floats16 LoadBFloat16(ushort* source)
    {
        var halves = Vector256.Load(source);
        var wide = Avx512F.IsSupported
            ? Avx512F.ConvertToVector512UInt32(halves)
            : Vector512.Create(Vector256.WidenLower(halves), Vector256.WidenUpper(halves));
        return new((wide << 16).AsSingle());
    }

    public static void StoreBFloat16(Floats16 values, ushort* destination)
    {
        var bits = values.Vector.AsUInt32();
        var rounded = (bits + Vector512.Create(0x7FFFu) + ((bits >>> 16) & Vector512<uint>.One)) >>> 16;
        var halves = Avx512F.IsSupported
            ? Avx512F.ConvertToVector256UInt16(rounded)
            : Vector256.Narrow(rounded.GetLower(), rounded.GetUpper());
        halves.Store(destination);
    }

    public static Floats16 MultiplyAdd(Floats16 left, Floats16 right, Floats16 added) => new(Vector512.FusedMultiplyAdd(left.Vector, right.Vector, added.Vector));

    /// <summary>The order of the arguments lets NaN through.</summary>
    public static Floats16 Positive(Floats16 values) => new(Vector512.MaxNative(Vector512<float>.Zero, values.Vector));

    public static Floats16 WherePositive(Floats16 condition, Floats16 values) => new(Vector512.GreaterThan(condition.Vector, Vector512<float>.Zero) & values.Vector);

    public static Floats16 Round(Floats16 values) => new(Vector512.Round(values.Vector));

    public static Floats16 Clamp(Floats16 values, float least, float most) => new(Vector512.ClampNative(values.Vector, Vector512.Create(least), Vector512.Create(most)));

    public static Floats16 TimesPowerOfTwo(Floats16 values, Floats16 whole) => new((values.Vector.AsInt32() + (Vector512.ConvertToInt32Native(whole.Vector) << 23)).AsSingle());
}
