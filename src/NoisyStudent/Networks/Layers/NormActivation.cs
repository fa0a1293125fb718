using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Networks.Layers;

/// <summary>
/// Batch-norm over [batch, channels, height, width] (Ioffe and Szegedy, arXiv 1502.03167) with what follows it in a network: nothing, or
/// ReLU, or the addition of a shortcut and ReLU. Weights, statistics and arithmetic are float32, whatever the input's type.
/// </summary>
/// <param name="channels">How many channels.</param>
internal sealed class NormActivation(int channels)
{
    /// <summary>Weights and statistics, to be registered in the network.</summary>
    public BatchNorm2d Module { get; } = nn.BatchNorm2d(channels);

    public int Channels => channels;

    /// <summary>What the fused operation works in.</summary>
    public BatchNormWorkspace Workspace { get; } = new(channels);

    /// <summary>norm(input).</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    public Tensor Normalize(Tensor input) => Forward(input, null, null, rectify: false);

    /// <summary>relu(norm(input)).</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    public Tensor Activate(Tensor input) => Forward(input, null, null, rectify: true);

    /// <summary>relu(factor norm(input) + shortcut).</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    /// <param name="shortcut">Of the same shape.</param>
    /// <param name="factors">A factor for each image of the batch; null for 1.</param>
    public Tensor AddAndActivate(Tensor input, Tensor shortcut, float[]? factors) => Forward(input, shortcut, factors, rectify: true);

    private Tensor Forward(Tensor input, Tensor? shortcut, float[]? factors, bool rectify)
    {
        var fits = FusedBatchNorm.Fits(input);
        if (fits && Module.training)
        {
            Module.num_batches_tracked!.add_(1);
            return FusedBatchNorm.Apply(this, input, shortcut, factors, rectify);
        }

        return fits && !is_grad_enabled()
            ? BatchNormPass.Begin(this, input, factors, rectify).Evaluate(shortcut)
            : Composed(input, shortcut, factors, rectify);
    }

    /// <summary>The same by libtorch's own operations, one after the other.</summary>
    internal Tensor Composed(Tensor input, Tensor? shortcut, float[]? factors, bool rectify)
    {
        var result = Module.forward(input);
        if (factors is not null)
        {
            result = result.mul_(tensor(factors, result.dtype, result.device).reshape(-1, 1, 1, 1));
        }

        result = shortcut is null ? result : result.add_(shortcut);
        return rectify ? result.relu_() : result;
    }
}
