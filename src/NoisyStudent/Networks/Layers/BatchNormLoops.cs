using System.Runtime.CompilerServices;

namespace NoisyStudent.Networks.Layers;

/// <summary>
/// The inner loops of <see cref="FusedBatchNorm"/>, each over one piece of a channels-last tensor that starts at its channel 0.
/// Coefficients and sums are periods of <see cref="ChannelCoefficients"/>; lengths are multiples of 16.
/// </summary>
/// <typeparam name="T">How the tensors' numbers lie in memory.</typeparam>
/// <typeparam name="TActivation">What follows batch-norm.</typeparam>
/// <typeparam name="TFloats">What the processor works on at once.</typeparam>
internal static unsafe class BatchNormLoops<T, TActivation, TFloats>
    where T : unmanaged, IElement<T>
    where TActivation : struct, IActivation<TActivation>
    where TFloats : struct, IFloats<TFloats>
{
    private static int Lanes => TFloats.Count;

    private static int Block => 4 * TFloats.Count;

    /// <summary>Adds sum (x - pivot) and sum (x - pivot)^2 to what is there.</summary>
    public static void Moments(T* x, int length, float* pivot, float* sum, float* squares, int period)
    {
        for (var block = 0; block < period; block += Block)
        {
            var (p0, p1) = (TFloats.Load(pivot + block), TFloats.Load(pivot + block + Lanes));
            var (p2, p3) = (TFloats.Load(pivot + block + (2 * Lanes)), TFloats.Load(pivot + block + (3 * Lanes)));
            var (s0, s1) = (TFloats.Load(sum + block), TFloats.Load(sum + block + Lanes));
            var (s2, s3) = (TFloats.Load(sum + block + (2 * Lanes)), TFloats.Load(sum + block + (3 * Lanes)));
            var (q0, q1) = (TFloats.Load(squares + block), TFloats.Load(squares + block + Lanes));
            var (q2, q3) = (TFloats.Load(squares + block + (2 * Lanes)), TFloats.Load(squares + block + (3 * Lanes)));
            var at = block;
            for (; at + Block <= length; at += period)
            {
                var v0 = T.Load<TFloats>(x + at) - p0;
                var v1 = T.Load<TFloats>(x + at + Lanes) - p1;
                var v2 = T.Load<TFloats>(x + at + (2 * Lanes)) - p2;
                var v3 = T.Load<TFloats>(x + at + (3 * Lanes)) - p3;
                s0 += v0;
                s1 += v1;
                s2 += v2;
                s3 += v3;
                q0 = TFloats.MultiplyAdd(v0, v0, q0);
                q1 = TFloats.MultiplyAdd(v1, v1, q1);
                q2 = TFloats.MultiplyAdd(v2, v2, q2);
                q3 = TFloats.MultiplyAdd(v3, v3, q3);
            }

            TFloats.Store(s0, sum + block);
            TFloats.Store(s1, sum + block + Lanes);
            TFloats.Store(s2, sum + block + (2 * Lanes));
            TFloats.Store(s3, sum + block + (3 * Lanes));
            TFloats.Store(q0, squares + block);
            TFloats.Store(q1, squares + block + Lanes);
            TFloats.Store(q2, squares + block + (2 * Lanes));
            TFloats.Store(q3, squares + block + (3 * Lanes));
            for (var lane = block; at < length; at += Lanes, lane += Lanes)
            {
                var v = T.Load<TFloats>(x + at) - TFloats.Load(pivot + lane);
                TFloats.Store(TFloats.Load(sum + lane) + v, sum + lane);
                TFloats.Store(TFloats.MultiplyAdd(v, v, TFloats.Load(squares + lane)), squares + lane);
            }
        }
    }

    /// <summary>y = activation(scale x + shift).</summary>
    public static void Activate(T* x, T* y, int length, float* scale, float* shift, int period)
    {
        for (var start = 0; start < length; start += period)
        {
            var end = Math.Min(period, length - start);
            var at = 0;
            for (; at + Block <= end; at += Block)
            {
                ActivateAt(x + start, y + start, scale, shift, at);
                ActivateAt(x + start, y + start, scale, shift, at + Lanes);
                ActivateAt(x + start, y + start, scale, shift, at + (2 * Lanes));
                ActivateAt(x + start, y + start, scale, shift, at + (3 * Lanes));
            }

            for (; at < end; at += Lanes)
            {
                ActivateAt(x + start, y + start, scale, shift, at);
            }
        }
    }

    /// <summary>y = activation(factor (scale x + shift) + shortcut).</summary>
    public static void AddAndActivate(T* x, T* shortcut, T* y, int length, float factor, float* scale, float* shift, int period)
    {
        var factors = TFloats.Create(factor);
        for (var start = 0; start < length; start += period)
        {
            var end = Math.Min(period, length - start);
            for (var at = 0; at < end; at += Lanes)
            {
                var value = TFloats.MultiplyAdd(T.Load<TFloats>(x + start + at), TFloats.Load(scale + at), TFloats.Load(shift + at));
                value = TFloats.MultiplyAdd(value, factors, T.Load<TFloats>(shortcut + start + at));
                T.Store(TActivation.Apply(value), y + start + at);
            }
        }
    }

    /// <summary>
    /// Adds sum g and sum g (x - mean) to what is there, g being the gradient of what <see cref="Activate"/> activates.
    /// </summary>
    public static void GradientMoments(
        T* x, T* gradient, int length, float* scale, float* shift, float* mean, float* sum, float* products, int period)
    {
        for (var block = 0; block < period; block += Block)
        {
            var (s0, s1) = (TFloats.Load(sum + block), TFloats.Load(sum + block + Lanes));
            var (s2, s3) = (TFloats.Load(sum + block + (2 * Lanes)), TFloats.Load(sum + block + (3 * Lanes)));
            var (q0, q1) = (TFloats.Load(products + block), TFloats.Load(products + block + Lanes));
            var (q2, q3) = (TFloats.Load(products + block + (2 * Lanes)), TFloats.Load(products + block + (3 * Lanes)));
            var at = block;
            for (; at + Block <= length; at += period)
            {
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s0, ref q0);
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s1, ref q1, Lanes);
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s2, ref q2, 2 * Lanes);
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s3, ref q3, 3 * Lanes);
            }

            TFloats.Store(s0, sum + block);
            TFloats.Store(s1, sum + block + Lanes);
            TFloats.Store(s2, sum + block + (2 * Lanes));
            TFloats.Store(s3, sum + block + (3 * Lanes));
            TFloats.Store(q0, products + block);
            TFloats.Store(q1, products + block + Lanes);
            TFloats.Store(q2, products + block + (2 * Lanes));
            TFloats.Store(q3, products + block + (3 * Lanes));
            for (var lane = block; at < length; at += Lanes, lane += Lanes)
            {
                var (s, q) = (TFloats.Load(sum + lane), TFloats.Load(products + lane));
                AddGradient(x + at, gradient + at, scale + lane, shift + lane, mean + lane, ref s, ref q);
                TFloats.Store(s, sum + lane);
                TFloats.Store(q, products + lane);
            }
        }
    }

    /// <summary>The same for <see cref="AddAndActivate"/>; g is multiplied by the factor.</summary>
    public static void GradientMomentsOfSum(
        T* x, T* y, T* gradient, int length, float factor, float* mean, float* sum, float* products, int period)
    {
        var factors = TFloats.Create(factor);
        for (var block = 0; block < period; block += Lanes)
        {
            var (s, q) = (TFloats.Load(sum + block), TFloats.Load(products + block));
            var center = TFloats.Load(mean + block);
            for (var at = block; at < length; at += period)
            {
                var g = TActivation.Gradient(T.Load<TFloats>(gradient + at), T.Load<TFloats>(y + at)) * factors;
                s += g;
                q = TFloats.MultiplyAdd(g, T.Load<TFloats>(x + at) - center, q);
            }

            TFloats.Store(s, sum + block);
            TFloats.Store(q, products + block);
        }
    }

    /// <summary>The gradient of x: a g + b x + c.</summary>
    public static void Gradient(
        T* x, T* gradient, T* ofX, int length, float* scale, float* shift, float* a, float* b, float* c, int period)
    {
        for (var start = 0; start < length; start += period)
        {
            var end = Math.Min(period, length - start);
            for (var at = 0; at < end; at += Lanes)
            {
                var value = T.Load<TFloats>(x + start + at);
                var before = TFloats.MultiplyAdd(value, TFloats.Load(scale + at), TFloats.Load(shift + at));
                var g = TActivation.Gradient(T.Load<TFloats>(gradient + start + at), before);
                var rest = TFloats.MultiplyAdd(value, TFloats.Load(b + at), TFloats.Load(c + at));
                T.Store(TFloats.MultiplyAdd(g, TFloats.Load(a + at), rest), ofX + start + at);
            }
        }
    }

    /// <summary>The gradient of x: a factor g + b x + c; and that of the shortcut: g.</summary>
    public static void GradientOfSum(
        T* x, T* y, T* gradient, T* ofX, T* ofShortcut, int length, float factor, float* a, float* b, float* c, int period)
    {
        var factors = TFloats.Create(factor);
        for (var start = 0; start < length; start += period)
        {
            var end = Math.Min(period, length - start);
            for (var at = 0; at < end; at += Lanes)
            {
                var g = TActivation.Gradient(T.Load<TFloats>(gradient + start + at), T.Load<TFloats>(y + start + at));
                T.Store(g, ofShortcut + start + at);
                var rest = TFloats.MultiplyAdd(T.Load<TFloats>(x + start + at), TFloats.Load(b + at), TFloats.Load(c + at));
                T.Store(TFloats.MultiplyAdd(g * factors, TFloats.Load(a + at), rest), ofX + start + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ActivateAt(T* x, T* y, float* scale, float* shift, int at)
    {
        var value = TFloats.MultiplyAdd(T.Load<TFloats>(x + at), TFloats.Load(scale + at), TFloats.Load(shift + at));
        T.Store(TActivation.Apply(value), y + at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGradient(
        T* x, T* gradient, float* scale, float* shift, float* mean, ref TFloats sum, ref TFloats products, int at = 0)
    {
        var value = T.Load<TFloats>(x + at);
        var g = TActivation.Gradient(T.Load<TFloats>(gradient + at), TFloats.MultiplyAdd(value, TFloats.Load(scale + at), TFloats.Load(shift + at)));
        sum += g;
        products = TFloats.MultiplyAdd(g, value - TFloats.Load(mean + at), products);
    }
}
