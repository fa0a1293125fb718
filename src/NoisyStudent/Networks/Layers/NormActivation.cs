using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Networks.Layers;

/// <summary>
/// Batch-norm over [batch, channels, height, width] (Ioffe and Szegedy, arXiv 1502.03167) with what follows it in a network: an activation,
/// the addition of a shortcut, both, or nothing. Weights, statistics and arithmetic are float32, whatever the input's type.
/// </summary>
/// <param name="channels">How many channels.</param>
/// <param name="activation">What <see cref="Activate"/> applies.</param>
/// <param name="epsilon">What is added to the variance.</param>
internal sealed class NormActivation(int channels, Activation activation = Activation.Relu, double epsilon = NetworkDesign.NormEpsilon)
{
    /// <summary>
    /// Weights and statistics, to be registered in the network. The momentum is libtorch's, 0.1, until a training sets its own
    /// (<see cref="ClassifierNetwork.SetBatchNormMomentum"/>): running statistics then follow weights within some ten steps, and what smooths them beyond
    /// that is the average of weights and statistics that is evaluated.
    /// </summary>
    public BatchNorm2d Module { get; } = nn.BatchNorm2d(channels, epsilon);

    public int Channels => channels;

    /// <summary>What the fused operation works in.</summary>
    public BatchNormWorkspace Workspace { get; } = new(channels);

    /// <summary>norm(input).</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    public Tensor Normalize(Tensor input) => Forward(input, null, null, Activation.None);

    /// <summary>activation(norm(input)).</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    public Tensor Activate(Tensor input) => Forward(input, null, null, activation);

    /// <summary>factor norm(input) + shortcut.</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    /// <param name="shortcut">Of the same shape.</param>
    /// <param name="factors">A factor for each image of the batch; null for 1.</param>
    public Tensor Add(Tensor input, Tensor shortcut, float[]? factors) => Forward(input, shortcut, factors, Activation.None);

    /// <summary>relu(factor norm(input) + shortcut).</summary>
    /// <param name="input">[batch, channels, height, width].</param>
    /// <param name="shortcut">Of the same shape.</param>
    /// <param name="factors">A factor for each image of the batch; null for 1.</param>
    public Tensor AddAndActivate(Tensor input, Tensor shortcut, float[]? factors) => Forward(input, shortcut, factors, Activation.Relu);

    private Tensor Forward(Tensor input, Tensor? shortcut, float[]? factors, Activation following)
    {
        var fits = FusedBatchNorm.Fits(input);
        if (fits && Module.training)
        {
            Module.num_batches_tracked!.AddInPlace(1);
            return FusedBatchNorm.Apply(this, input, shortcut, factors, following);
        }

        return fits && !(is_grad_enabled() && (input.requires_grad || shortcut is { requires_grad: true } || Module.weight!.requires_grad))
            ? BatchNormPass.Begin(this, input, factors, following).Evaluate(shortcut)
            : Composed(input, shortcut, factors, following);
    }

    /// <summary>The same by libtorch's own operations, one after the other.</summary>
    internal Tensor Composed(Tensor input, Tensor? shortcut, float[]? factors, Activation following)
    {
        var result = Module.forward(input);
        if (factors is not null)
        {
            result = result.mul_(tensor(factors, result.dtype, result.device).reshape(-1, 1, 1, 1));
        }

        result = shortcut is null ? result : result.AddInPlace(shortcut);
        return following switch
        {
            Activation.Relu => result.relu_(),
            Activation.Silu => nn.functional.silu(result),
            _ => result,
        };
    }
}
