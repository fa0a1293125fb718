using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training.Optimizers;

/// <summary>
/// RMSProp as in the paper's code (TensorFlow's): s = decay s + (1 - decay) g^2, from 1; m = momentum m + rate g / sqrt(s + epsilon);
/// w -= m. The rate is inside the momentum, and epsilon inside the root.
/// </summary>
internal sealed class RmsProp : Optimizer
{
    private readonly Tensor _meanSquare;
    private readonly Tensor _velocity;
    private readonly double _momentum;
    private readonly RmsPropSettings _settings;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="momentum">How much of the velocity stays, 0 to 1.</param>
    /// <param name="weightDecay">L2 regularization.</param>
    /// <param name="settings">Decay and epsilon.</param>
    public RmsProp(FlatNetwork network, double momentum, double weightDecay, RmsPropSettings settings)
        : base(network, weightDecay)
    {
        (_momentum, _settings) = (momentum, settings);
        _meanSquare = Remember("mean-square", start: 1);
        _velocity = Remember("velocity");
    }

    /// <inheritdoc/>
    protected override void Apply(double rate, long step)
    {
        AddDecayToGradients();
        _meanSquare.MultiplyInPlace(_settings.Decay).AddProductInPlace(Gradients, Gradients, 1 - _settings.Decay);
        _velocity.MultiplyInPlace(_momentum).AddQuotientInPlace(Gradients, _meanSquare.Plus(_settings.Epsilon).sqrt_(), rate);
        Weights.sub_(_velocity);
    }
}
