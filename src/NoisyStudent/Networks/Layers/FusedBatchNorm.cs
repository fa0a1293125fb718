using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Networks.Layers;

/// <summary>
/// Batch-norm, the addition of a shortcut and the activation as one operation: y = activation(factor ((x - mean) / deviation weight + bias)
/// + shortcut). These layers are bound by memory, not by arithmetic, and this goes over it twice forwards and twice backwards, where
/// libtorch's own operations do so six and eight times.
/// </summary>
/// <remarks>
/// Sums are made piece by piece and added up in the pieces' order, so results do not depend on the number of threads. <see cref="Fits"/> says
/// for which inputs it is.
/// </remarks>
internal sealed class FusedBatchNorm : autograd.SingleTensorFunction<FusedBatchNorm>
{
    /// <summary>The gradients that the last call returned; libtorch has its own hold on them by the time of the next one.</summary>
    [ThreadStatic]
    private static Tensor?[]? _returned;

    /// <inheritdoc/>
    public override string Name => nameof(FusedBatchNorm);

    /// <summary>Whether the fused operation is used at all: where the processor has vectors of 256 bits or more.</summary>
    public static bool IsEnabled { get; set; } = Vector256.IsHardwareAccelerated;

    /// <summary>Whether this machine and this input are such that the fused operation is the faster one.</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    public static bool Fits(Tensor input) =>
        IsEnabled && input.device_type == DeviceType.CPU && input.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && input.numel() / input.shape[0] is <= int.MaxValue and var length && length % Floats16.Count == 0;

    /// <summary>Normalizes by the statistics of this batch; the layer's running ones are updated.</summary>
    /// <param name="norm">The layer.</param>
    /// <param name="input">x, [batch, channels, height, width].</param>
    /// <param name="shortcut">Of the shape of x; null for none.</param>
    /// <param name="factors">A factor for each image; null for 1.</param>
    /// <param name="following">What follows; SiLU only where there is no shortcut.</param>
    /// <returns>y, of the shape and type of x.</returns>
    public static Tensor Apply(NormActivation norm, Tensor input, Tensor? shortcut, float[]? factors, Activation following) =>
        apply(input, norm.Module.weight!, norm.Module.bias!, shortcut!, BatchNormPass.Begin(norm, input, factors, following));

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var pass = (BatchNormPass)vars[^1];
        ctx.save_data(nameof(BatchNormPass), pass);
        return pass.Train((Tensor?)vars[3]);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        Array.ForEach(_returned ?? [], tensor => tensor?.Dispose());
        _returned = ((BatchNormPass)ctx.get_data(nameof(BatchNormPass))).Backward(grad_output);
        grad_output.Dispose();
        return [.. _returned.Select(tensor => tensor!), null!];
    }
}
