using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NoisyStudent.Networks.Layers;

/// <summary>
/// The inner loops of <see cref="FusedBatchNorm"/>, each over one piece of a channels-last tensor that starts at its channel 0.
/// Coefficients and sums are periods of <see cref="ChannelCoefficients"/>; lengths are multiples of 16.
/// </summary>
/// <typeparam name="T">How the tensors' numbers lie in memory.</typeparam>
/// <typeparam name="TActivation">What follows batch-norm.</typeparam>
internal static unsafe class BatchNormLoops<T, TActivation>
    where T : unmanaged, IElement<T>
    where TActivation : struct, IActivation<TActivation>
{
    private const int Lanes = 16;
    private const int Block = ChannelCoefficients.Block;

    /// <summary>Adds sum (x - pivot) and sum (x - pivot)^2 to what is there.</summary>
    public static void Moments(T* x, int length, float* pivot, float* sum, float* squares, int period)
    {
        for (var block = 0; block < period; block += Block)
        {
            var (p0, p1) = (Vector512.Load(pivot + block), Vector512.Load(pivot + block + Lanes));
            var (p2, p3) = (Vector512.Load(pivot + block + (2 * Lanes)), Vector512.Load(pivot + block + (3 * Lanes)));
            var (s0, s1) = (Vector512.Load(sum + block), Vector512.Load(sum + block + Lanes));
            var (s2, s3) = (Vector512.Load(sum + block + (2 * Lanes)), Vector512.Load(sum + block + (3 * Lanes)));
            var (q0, q1) = (Vector512.Load(squares + block), Vector512.Load(squares + block + Lanes));
            var (q2, q3) = (Vector512.Load(squares + block + (2 * Lanes)), Vector512.Load(squares + block + (3 * Lanes)));
            var at = block;
            for (; at + Block <= length; at += period)
            {
                var v0 = T.Load(x + at) - p0;
                var v1 = T.Load(x + at + Lanes) - p1;
                var v2 = T.Load(x + at + (2 * Lanes)) - p2;
                var v3 = T.Load(x + at + (3 * Lanes)) - p3;
                s0 += v0;
                s1 += v1;
                s2 += v2;
                s3 += v3;
                q0 = Vector512.FusedMultiplyAdd(v0, v0, q0);
                q1 = Vector512.FusedMultiplyAdd(v1, v1, q1);
                q2 = Vector512.FusedMultiplyAdd(v2, v2, q2);
                q3 = Vector512.FusedMultiplyAdd(v3, v3, q3);
            }

            s0.Store(sum + block);
            s1.Store(sum + block + Lanes);
            s2.Store(sum + block + (2 * Lanes));
            s3.Store(sum + block + (3 * Lanes));
            q0.Store(squares + block);
            q1.Store(squares + block + Lanes);
            q2.Store(squares + block + (2 * Lanes));
            q3.Store(squares + block + (3 * Lanes));
            for (var lane = block; at < length; at += Lanes, lane += Lanes)
            {
                var v = T.Load(x + at) - Vector512.Load(pivot + lane);
                (Vector512.Load(sum + lane) + v).Store(sum + lane);
                Vector512.FusedMultiplyAdd(v, v, Vector512.Load(squares + lane)).Store(squares + lane);
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
        var factors = Vector512.Create(factor);
        for (var start = 0; start < length; start += period)
        {
            var end = Math.Min(period, length - start);
            for (var at = 0; at < end; at += Lanes)
            {
                var value = Vector512.FusedMultiplyAdd(T.Load(x + start + at), Vector512.Load(scale + at), Vector512.Load(shift + at));
                value = Vector512.FusedMultiplyAdd(value, factors, T.Load(shortcut + start + at));
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
            var (s0, s1) = (Vector512.Load(sum + block), Vector512.Load(sum + block + Lanes));
            var (s2, s3) = (Vector512.Load(sum + block + (2 * Lanes)), Vector512.Load(sum + block + (3 * Lanes)));
            var (q0, q1) = (Vector512.Load(products + block), Vector512.Load(products + block + Lanes));
            var (q2, q3) = (Vector512.Load(products + block + (2 * Lanes)), Vector512.Load(products + block + (3 * Lanes)));
            var at = block;
            for (; at + Block <= length; at += period)
            {
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s0, ref q0);
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s1, ref q1, Lanes);
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s2, ref q2, 2 * Lanes);
                AddGradient(x + at, gradient + at, scale + block, shift + block, mean + block, ref s3, ref q3, 3 * Lanes);
            }

            s0.Store(sum + block);
            s1.Store(sum + block + Lanes);
            s2.Store(sum + block + (2 * Lanes));
            s3.Store(sum + block + (3 * Lanes));
            q0.Store(products + block);
            q1.Store(products + block + Lanes);
            q2.Store(products + block + (2 * Lanes));
            q3.Store(products + block + (3 * Lanes));
            for (var lane = block; at < length; at += Lanes, lane += Lanes)
            {
                var (s, q) = (Vector512.Load(sum + lane), Vector512.Load(products + lane));
                AddGradient(x + at, gradient + at, scale + lane, shift + lane, mean + lane, ref s, ref q);
                s.Store(sum + lane);
                q.Store(products + lane);
            }
        }
    }

    /// <summary>The same for <see cref="AddAndActivate"/>; g is multiplied by the factor.</summary>
    public static void GradientMomentsOfSum(
        T* x, T* y, T* gradient, int length, float factor, float* mean, float* sum, float* products, int period)
    {
        var factors = Vector512.Create(factor);
        for (var block = 0; block < period; block += Lanes)
        {
            var (s, q) = (Vector512.Load(sum + block), Vector512.Load(products + block));
            var center = Vector512.Load(mean + block);
            for (var at = block; at < length; at += period)
            {
                var g = TActivation.Gradient(T.Load(gradient + at), T.Load(y + at)) * factors;
                s += g;
                q = Vector512.FusedMultiplyAdd(g, T.Load(x + at) - center, q);
            }

            s.Store(sum + block);
            q.Store(products + block);
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
                var value = T.Load(x + start + at);
                var before = Vector512.FusedMultiplyAdd(value, Vector512.Load(scale + at), Vector512.Load(shift + at));
                var g = TActivation.Gradient(T.Load(gradient + start + at), before);
                var rest = Vector512.FusedMultiplyAdd(value, Vector512.Load(b + at), Vector512.Load(c + at));
                T.Store(Vector512.FusedMultiplyAdd(g, Vector512.Load(a + at), rest), ofX + start + at);
            }
        }
    }

    /// <summary>The gradient of x: a factor g + b x + c; and that of the shortcut: g.</summary>
    public static void GradientOfSum(
        T* x, T* y, T* gradient, T* ofX, T* ofShortcut, int length, float factor, float* a, float* b, float* c, int period)
    {
        var factors = Vector512.Create(factor);
        for (var start = 0; start < length; start += period)
        {
            var end = Math.Min(period, length - start);
            for (var at = 0; at < end; at += Lanes)
            {
                var g = TActivation.Gradient(T.Load(gradient + start + at), T.Load(y + start + at));
                T.Store(g, ofShortcut + start + at);
                var rest = Vector512.FusedMultiplyAdd(T.Load(x + start + at), Vector512.Load(b + at), Vector512.Load(c + at));
                T.Store(Vector512.FusedMultiplyAdd(g * factors, Vector512.Load(a + at), rest), ofX + start + at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ActivateAt(T* x, T* y, float* scale, float* shift, int at)
    {
        var value = Vector512.FusedMultiplyAdd(T.Load(x + at), Vector512.Load(scale + at), Vector512.Load(shift + at));
        T.Store(TActivation.Apply(value), y + at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGradient(
        T* x, T* gradient, float* scale, float* shift, float* mean, ref Vector512<float> sum, ref Vector512<float> products, int at = 0)
    {
        var value = T.Load(x + at);
        var g = TActivation.Gradient(T.Load(gradient + at), Vector512.FusedMultiplyAdd(value, Vector512.Load(scale + at), Vector512.Load(shift + at)));
        sum += g;
        products = Vector512.FusedMultiplyAdd(g, value - Vector512.Load(mean + at), products);
    }
}
