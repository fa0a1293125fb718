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
    /// <summary>The activation of some values.</summary>
    static abstract TFloats Apply<TFloats>(TFloats values)
        where TFloats : struct, IFloats<TFloats>;

    /// <summary>The gradient of the values, from that of what became of them.</summary>
    static abstract TFloats Gradient<TFloats>(TFloats gradient, TFloats values)
        where TFloats : struct, IFloats<TFloats>;
}

/// <summary>Nothing follows.</summary>
internal readonly struct Identity : IActivation<Identity>
{
    public static TFloats Apply<TFloats>(TFloats values)
        where TFloats : struct, IFloats<TFloats> => values;

    public static TFloats Gradient<TFloats>(TFloats gradient, TFloats values)
        where TFloats : struct, IFloats<TFloats> => gradient;
}

/// <summary>ReLU. Its gradient is the same from its input as from its output.</summary>
internal readonly struct Rectifier : IActivation<Rectifier>
{
    public static TFloats Apply<TFloats>(TFloats values)
        where TFloats : struct, IFloats<TFloats> => TFloats.Positive(values);

    public static TFloats Gradient<TFloats>(TFloats gradient, TFloats values)
        where TFloats : struct, IFloats<TFloats> => TFloats.WherePositive(values, gradient);
}

/// <summary>SiLU. Its gradient is that from its input.</summary>
internal readonly struct SigmoidLinear : IActivation<SigmoidLinear>
{
    public static TFloats Apply<TFloats>(TFloats values)
        where TFloats : struct, IFloats<TFloats> => values * Sigmoid(values);

    public static TFloats Gradient<TFloats>(TFloats gradient, TFloats values)
        where TFloats : struct, IFloats<TFloats>
    {
        var sigmoid = Sigmoid(values);
        return gradient * TFloats.MultiplyAdd(values, sigmoid - (sigmoid * sigmoid), sigmoid);
    }

    private static TFloats Sigmoid<TFloats>(TFloats values)
        where TFloats : struct, IFloats<TFloats>
    {
        var one = TFloats.Create(1);
        return one / (one + PowerOfTwo(values * TFloats.Create((float)-Math.Log2(Math.E))));
    }

    /// <summary>2^x = 2^n 2^f with n the nearest whole number: 2^f by its Taylor series, right to a float's last bits, 2^n by the exponent's bits.</summary>
    private static TFloats PowerOfTwo<TFloats>(TFloats exponents)
        where TFloats : struct, IFloats<TFloats>
    {
        exponents = TFloats.Clamp(exponents, -126, 126);
        var whole = TFloats.Round(exponents);
        var fraction = exponents - whole;
        var power = TFloats.Create(1.5403530e-4f);
        power = TFloats.MultiplyAdd(power, fraction, TFloats.Create(1.3333558e-3f));
        power = TFloats.MultiplyAdd(power, fraction, TFloats.Create(9.6181291e-3f));
        power = TFloats.MultiplyAdd(power, fraction, TFloats.Create(5.5504109e-2f));
        power = TFloats.MultiplyAdd(power, fraction, TFloats.Create(2.4022651e-1f));
        power = TFloats.MultiplyAdd(power, fraction, TFloats.Create(6.9314718e-1f));
        power = TFloats.MultiplyAdd(power, fraction, TFloats.Create(1));
        return TFloats.TimesPowerOfTwo(power, whole);
    }
}
