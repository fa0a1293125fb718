using System.Runtime.Intrinsics;

namespace NoisyStudent.Networks.Layers;

/// <summary>The activations of the networks.</summary>
internal enum Activation
{
    /// <summary>x.</summary>
    None,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x sigmoid(x) (Hendrycks and Gimpel, arXiv 1606.08415).</summary>
    Silu,
}

/// <summary>What follows batch-norm in the same pass over memory.</summary>
/// <typeparam name="TSelf">The activation.</typeparam>
internal interface IActivation<TSelf>
    where TSelf : struct, IActivation<TSelf>
{
    /// <summary>The activation of sixteen values.</summary>
    static abstract Vector512<float> Apply(Vector512<float> values);

    /// <summary>The gradient of the values, from that of what became of them.</summary>
    static abstract Vector512<float> Gradient(Vector512<float> gradient, Vector512<float> values);
}

/// <summary>Nothing follows.</summary>
internal readonly struct Identity : IActivation<Identity>
{
    public static Vector512<float> Apply(Vector512<float> values) => values;

    public static Vector512<float> Gradient(Vector512<float> gradient, Vector512<float> values) => gradient;
}

/// <summary>ReLU. Its gradient is the same from its input as from its output.</summary>
internal readonly struct Rectifier : IActivation<Rectifier>
{
    /// <summary>The order of the arguments lets NaN through.</summary>
    public static Vector512<float> Apply(Vector512<float> values) => Vector512.MaxNative(Vector512<float>.Zero, values);

    public static Vector512<float> Gradient(Vector512<float> gradient, Vector512<float> values) =>
        Vector512.GreaterThan(values, Vector512<float>.Zero) & gradient;
}

/// <summary>SiLU. Its gradient is that from its input.</summary>
internal readonly struct SigmoidLinear : IActivation<SigmoidLinear>
{
    public static Vector512<float> Apply(Vector512<float> values) => values * Sigmoid(values);

    public static Vector512<float> Gradient(Vector512<float> gradient, Vector512<float> values)
    {
        var sigmoid = Sigmoid(values);
        return gradient * Vector512.FusedMultiplyAdd(values, sigmoid - (sigmoid * sigmoid), sigmoid);
    }

    private static Vector512<float> Sigmoid(Vector512<float> values) =>
        Vector512<float>.One / (Vector512<float>.One + PowerOfTwo(values * (float)-Math.Log2(Math.E)));

    /// <summary>2^x = 2^n 2^f with n the nearest whole number: 2^f by its Taylor series, right to a float's last bits, 2^n by the exponent's bits.</summary>
    private static Vector512<float> PowerOfTwo(Vector512<float> exponents)
    {
        exponents = Vector512.ClampNative(exponents, Vector512.Create(-126f), Vector512.Create(126f));
        var whole = Vector512.Round(exponents);
        var fraction = exponents - whole;
        var power = Vector512.Create(1.5403530e-4f);
        power = Vector512.FusedMultiplyAdd(power, fraction, Vector512.Create(1.3333558e-3f));
        power = Vector512.FusedMultiplyAdd(power, fraction, Vector512.Create(9.6181291e-3f));
        power = Vector512.FusedMultiplyAdd(power, fraction, Vector512.Create(5.5504109e-2f));
        power = Vector512.FusedMultiplyAdd(power, fraction, Vector512.Create(2.4022651e-1f));
        power = Vector512.FusedMultiplyAdd(power, fraction, Vector512.Create(6.9314718e-1f));
        power = Vector512.FusedMultiplyAdd(power, fraction, Vector512<float>.One);
        return (power.AsInt32() + (Vector512.ConvertToInt32Native(whole) << 23)).AsSingle();
    }
}
