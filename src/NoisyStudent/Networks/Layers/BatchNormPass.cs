using System.Runtime.Intrinsics;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Networks.Layers;

/// <summary>One use of a <see cref="FusedBatchNorm"/>: what its forward pass computed and its backward pass needs.</summary>
internal abstract class BatchNormPass
{
    /// <summary>Begins a pass.</summary>
    /// <param name="norm">The layer.</param>
    /// <param name="input">x, [batch, channels, height, width].</param>
    /// <param name="factors">A factor for each image; null for 1.</param>
    /// <param name="following">What follows.</param>
    public static BatchNormPass Begin(NormActivation norm, Tensor input, float[]? factors, Activation following) => Vector512.IsHardwareAccelerated
        ? Begin<Floats16>(norm, input, factors, following)
        : Begin<Floats8>(norm, input, factors, following);

    /// <summary>The same with vectors of a width.</summary>
    /// <param name="norm">The layer.</param>
    /// <param name="input">x, [batch, channels, height, width].</param>
    /// <param name="factors">A factor for each image; null for 1.</param>
    /// <param name="following">What follows.</param>
    /// <typeparam name="TFloats">What the processor works on at once.</typeparam>
    internal static BatchNormPass Begin<TFloats>(NormActivation norm, Tensor input, float[]? factors, Activation following)
        where TFloats : struct, IFloats<TFloats> => (input.dtype, following) switch
        {
            (ScalarType.Float32, Activation.None) => new BatchNormPass<Float32Element, Identity, TFloats>(norm, input, factors),
            (ScalarType.Float32, Activation.Relu) => new BatchNormPass<Float32Element, Rectifier, TFloats>(norm, input, factors),
            (ScalarType.Float32, Activation.Silu) => new BatchNormPass<Float32Element, SigmoidLinear, TFloats>(norm, input, factors),
            (ScalarType.BFloat16, Activation.None) => new BatchNormPass<BFloat16Element, Identity, TFloats>(norm, input, factors),
            (ScalarType.BFloat16, Activation.Relu) => new BatchNormPass<BFloat16Element, Rectifier, TFloats>(norm, input, factors),
            (ScalarType.BFloat16, Activation.Silu) => new BatchNormPass<BFloat16Element, SigmoidLinear, TFloats>(norm, input, factors),
            _ => throw new ArgumentException($"Inputs of type {input.dtype} are not fused.", nameof(input)),
        };

    /// <summary>Computes y by the statistics of the batch, and updates the layer's running ones.</summary>
    /// <param name="shortcut">Of the shape of x; null for none.</param>
    public abstract Tensor Train(Tensor? shortcut);

    /// <summary>Computes y by the layer's running statistics; the pass ends with it.</summary>
    /// <param name="shortcut">Of the shape of x; null for none.</param>
    public abstract Tensor Evaluate(Tensor? shortcut);

    /// <summary>Computes the gradients of x, weight, bias and shortcut; the last is null where there is none. The pass ends with it.</summary>
    /// <param name="gradient">The gradient of y.</param>
    public abstract Tensor?[] Backward(Tensor gradient);
}

/// <inheritdoc/>
/// <typeparam name="T">How the tensors' numbers lie in memory.</typeparam>
/// <typeparam name="TActivation">What follows.</typeparam>
/// <typeparam name="TFloats">What the processor works on at once.</typeparam>
internal sealed unsafe class BatchNormPass<T, TActivation, TFloats> : BatchNormPass
    where T : unmanaged, IElement<T>
    where TActivation : struct, IActivation<TActivation>
    where TFloats : struct, IFloats<TFloats>
{
    /// <summary>A piece of work holds at least so many numbers, and whole images.</summary>
    private const int LeastPiece = 1 << 14;

    private readonly NormActivation _norm;
    private readonly BatchNormWorkspace _workspace;
    private readonly float[]? _factors;
    private readonly Tensor _x;
    private readonly int _channels;
    private readonly int _images;
    private readonly int _imageLength;
    private readonly double[] _mean;
    private readonly double[] _inverseDeviation;
    private Tensor? _y;

    public BatchNormPass(NormActivation norm, Tensor input, float[]? factors)
    {
        (_norm, _workspace, _factors, _channels) = (norm, norm.Workspace, factors, norm.Channels);
        _x = MemoryFormat.AsChannelsLast(input).detach().DetachFromDisposeScope();
        _images = (int)input.shape[0];
        _imageLength = (int)(input.numel() / _images);
        (_mean, _inverseDeviation) = (new double[_channels], new double[_channels]);
    }

    private delegate void Loop(long at, float factor);

    private delegate void SummingLoop(long at, float factor, float* first, float* second);

    private double Momentum => _norm.Module.momentum ?? throw new NotSupportedException("A cumulative average is not supported.");

    private double Rows => (double)_images * _imageLength / _channels;

    private int ImagesPerPiece => Math.Max(1, LeastPiece / _imageLength);

    private int Pieces => (_images + ImagesPerPiece - 1) / ImagesPerPiece;

    /// <inheritdoc/>
    public override Tensor Train(Tensor? shortcut)
    {
        FindStatistics();
        return Forward(shortcut);
    }

    /// <inheritdoc/>
    public override Tensor Evaluate(Tensor? shortcut)
    {
        float* mean = TensorMemory.Of<float>(_norm.Module.running_mean!), variance = TensorMemory.Of<float>(_norm.Module.running_var!);
        for (var c = 0; c < _channels; c++)
        {
            (_mean[c], _inverseDeviation[c]) = (mean[c], 1 / Math.Sqrt(variance[c] + _norm.Module.eps));
        }

        var y = Forward(shortcut);
        Release();
        return y;
    }

    /// <inheritdoc/>
    public override Tensor?[] Backward(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var gradients = Gradients(MemoryFormat.AsChannelsLast(gradient));
        Release();
        Array.ForEach(gradients, tensor => tensor?.MoveToOuterDisposeScope());
        return gradients;
    }

    private void Release()
    {
        _x.Dispose();
        _y?.Dispose();
    }

    /// <summary>Finds mean and deviation of the batch, about the running mean so that nothing cancels.</summary>
    private void FindStatistics()
    {
        float* runningMean = TensorMemory.Of<float>(_norm.Module.running_mean!), runningVariance = TensorMemory.Of<float>(_norm.Module.running_var!);
        var x = TensorMemory.Of<T>(_x);
        var pivot = _workspace.Set(0, c => runningMean[c], _channels);
        var (sums, squares) = Sum((at, _, sum, square) => BatchNormLoops<T, TActivation, TFloats>.Moments(x + at, _imageLength, pivot, sum, square, _workspace.Period));
        for (var c = 0; c < _channels; c++)
        {
            var offset = sums[c] / Rows;
            var variance = Math.Max(0, (squares[c] / Rows) - (offset * offset));
            var unbiased = variance * Rows / Math.Max(1, Rows - 1);
            _mean[c] = runningMean[c] + offset;
            _inverseDeviation[c] = 1 / Math.Sqrt(variance + _norm.Module.eps);
            runningMean[c] += (float)(Momentum * offset);
            runningVariance[c] += (float)(Momentum * (unbiased - runningVariance[c]));
        }
    }

    private Tensor Forward(Tensor? shortcut)
    {
        var result = empty_like(_x);
        T* x = TensorMemory.Of<T>(_x), y = TensorMemory.Of<T>(result);
        float* scale = Scale(), shift = Shift();
        if (shortcut is null)
        {
            ForEachImage((at, _) => BatchNormLoops<T, TActivation, TFloats>.Activate(x + at, y + at, _imageLength, scale, shift, _workspace.Period));
            return result;
        }

        using var scope = NewDisposeScope();
        var added = TensorMemory.Of<T>(MemoryFormat.AsChannelsLast(shortcut));
        _y = result.detach().DetachFromDisposeScope();
        ForEachImage((at, factor) => BatchNormLoops<T, TActivation, TFloats>.AddAndActivate(
            x + at, added + at, y + at, _imageLength, factor, scale, shift, _workspace.Period));
        return result;
    }

    private Tensor?[] Gradients(Tensor gradient)
    {
        Tensor ofX = empty_like(_x), ofWeight = empty(_channels), ofBias = empty(_channels);
        var ofShortcut = _y is null ? null : empty_like(_x);
        T* x = TensorMemory.Of<T>(_x), g = TensorMemory.Of<T>(gradient), dx = TensorMemory.Of<T>(ofX);
        T* y = _y is null ? null : TensorMemory.Of<T>(_y), ds = ofShortcut is null ? null : TensorMemory.Of<T>(ofShortcut);
        float* scale = Scale(), shift = Shift(), mean = _workspace.Set(2, c => _mean[c], _channels);
        var (sums, products) = Sum((at, factor, sum, product) =>
        {
            if (y is null)
            {
                BatchNormLoops<T, TActivation, TFloats>.GradientMoments(x + at, g + at, _imageLength, scale, shift, mean, sum, product, _workspace.Period);
            }
            else
            {
                BatchNormLoops<T, TActivation, TFloats>.GradientMomentsOfSum(x + at, y + at, g + at, _imageLength, factor, mean, sum, product, _workspace.Period);
            }
        });

        // With n = (x - mean) / deviation, the gradient of x is weight / deviation (g - average(g) - n average(g n)): a g + b x + c.
        float* weight = TensorMemory.Of<float>(ofWeight), bias = TensorMemory.Of<float>(ofBias);
        var slope = new double[_channels];
        for (var channel = 0; channel < _channels; channel++)
        {
            weight[channel] = (float)(products[channel] * _inverseDeviation[channel]);
            bias[channel] = (float)sums[channel];
            slope[channel] = -scale[channel] * products[channel] * _inverseDeviation[channel] * _inverseDeviation[channel] / Rows;
        }

        float* a = scale, b = _workspace.Set(3, channel => slope[channel], _channels);
        var c = _workspace.Set(4, channel => (-scale[channel] * sums[channel] / Rows) - (slope[channel] * _mean[channel]), _channels);
        ForEachImage((at, factor) =>
        {
            if (y is null)
            {
                BatchNormLoops<T, TActivation, TFloats>.Gradient(x + at, g + at, dx + at, _imageLength, scale, shift, a, b, c, _workspace.Period);
            }
            else
            {
                BatchNormLoops<T, TActivation, TFloats>.GradientOfSum(x + at, y + at, g + at, dx + at, ds + at, _imageLength, factor, a, b, c, _workspace.Period);
            }
        });
        return [ofX, ofWeight, ofBias, ofShortcut];
    }

    /// <summary>weight / deviation.</summary>
    private float* Scale()
    {
        var weight = TensorMemory.Of<float>(_norm.Module.weight!);
        return _workspace.Set(0, c => weight[c] * _inverseDeviation[c], _channels);
    }

    /// <summary>bias - mean weight / deviation.</summary>
    private float* Shift()
    {
        float* weight = TensorMemory.Of<float>(_norm.Module.weight!), bias = TensorMemory.Of<float>(_norm.Module.bias!);
        return _workspace.Set(1, c => bias[c] - (_mean[c] * weight[c] * _inverseDeviation[c]), _channels);
    }

    private void ForEachImage(Loop loop) => TorchThreads.For(Pieces, piece => ForEachImage(piece, loop));

    private void ForEachImage(int piece, Loop loop)
    {
        for (int image = piece * ImagesPerPiece, end = Math.Min(_images, image + ImagesPerPiece); image < end; image++)
        {
            loop((long)image * _imageLength, _factors?[image] ?? 1);
        }
    }

    /// <summary>Makes two sums for each channel: over each piece of work, and over the pieces in their order.</summary>
    private (double[] First, double[] Second) Sum(SummingLoop loop)
    {
        var (period, pieces, stride) = (_workspace.Period, Pieces, 2 * _workspace.Period);
        var sums = _workspace.Sums(pieces);
        TorchThreads.For(pieces, piece =>
        {
            var first = sums + ((long)piece * stride);
            ForEachImage(piece, (at, factor) => loop(at, factor, first, first + period));
        });

        var (firsts, seconds) = (new double[_channels], new double[_channels]);
        for (var piece = 0; piece < pieces; piece++)
        {
            var first = sums + ((long)piece * stride);
            ChannelCoefficients.Gather(new ReadOnlySpan<float>(first, period), firsts);
            ChannelCoefficients.Gather(new ReadOnlySpan<float>(first + period, period), seconds);
        }

        return (firsts, seconds);
    }
}
