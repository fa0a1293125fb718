using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training.Optimizers;

/// <summary>
/// Stochastic gradient descent with Nesterov momentum, as PyTorch has it: m = momentum m + g; w -= rate (g + momentum m), g with decay added.
/// </summary>
internal sealed class Sgd : Optimizer
{
    private readonly Tensor _velocity;
    private readonly double _momentum;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="momentum">How much of the velocity stays, 0 to 1.</param>
    /// <param name="weightDecay">L2 regularization.</param>
    public Sgd(FlatNetwork network, double momentum, double weightDecay)
        : base(network, weightDecay)
    {
        _momentum = momentum;
        _velocity = Remember("velocity");
    }

    /// <inheritdoc/>
    protected override void Apply(double rate, long step)
    {
        AddDecayToGradients();
        _velocity.MultiplyInPlace(_momentum).AddInPlace(Gradients);
        Weights.AddInPlace(Gradients.AddInPlace(_velocity, _momentum), -rate);
    }
}
