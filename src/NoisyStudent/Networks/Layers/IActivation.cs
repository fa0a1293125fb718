using System.Runtime.Intrinsics;

namespace NoisyStudent.Networks.Layers;

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
