using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Networks.Export;

/// <summary>
/// A convolution with the batch-norm behind it as one convolution. In evaluation batch-norm is y = scale x + shift for each channel, with
/// scale = weight / sqrt(variance + epsilon) and shift = bias - scale mean; so the convolution's weights are multiplied and its bias is shifted.
/// </summary>
/// <param name="Weight"><c>[outputs, inputs / groups, height, width]</c>.</param>
/// <param name="Bias">One for each output.</param>
internal sealed record FoldedWeights(float[] Weight, float[] Bias)
{
    /// <summary>Folds; without a norm the convolution stays as it is.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="norm">The batch-norm that follows it directly; null for none.</param>
    public static FoldedWeights Of(Conv2d convolution, BatchNorm2d? norm)
    {
        var weight = ToArray(convolution.weight!);
        var bias = convolution.bias is { } given && !given.IsInvalid ? ToArray(given) : new float[convolution.weight!.shape[0]];
        if (norm is not null)
        {
            var (scale, shift) = AffineOf(norm);
            var length = weight.Length / scale.Length;
            for (var i = 0; i < weight.Length; i++)
            {
                weight[i] = (float)(weight[i] * scale[i / length]);
            }

            for (var channel = 0; channel < bias.Length; channel++)
            {
                bias[channel] = (float)((bias[channel] * scale[channel]) + shift[channel]);
            }
        }

        return new FoldedWeights(weight, bias);
    }

    /// <summary>Scale and shift of a batch-norm in evaluation.</summary>
    /// <param name="norm">The batch-norm.</param>
    public static (double[] Scale, double[] Shift) AffineOf(BatchNorm2d norm)
    {
        var (weight, bias) = (ToArray(norm.weight!), ToArray(norm.bias!));
        var (mean, variance) = (ToArray(norm.running_mean!), ToArray(norm.running_var!));
        var scale = weight.Zip(variance, (w, v) => w / Math.Sqrt(v + norm.eps)).ToArray();
        return (scale, [.. scale.Select((s, channel) => bias[channel] - (s * mean[channel]))]);
    }

    /// <summary>A tensor's numbers in the order of its shape, from any device.</summary>
    /// <param name="tensor">Any tensor; it is read as float32.</param>
    public static float[] ToArray(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(float32).cpu().contiguous().data<float>().ToArray();
    }
}
