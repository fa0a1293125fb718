using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101), as PyTorch has it.</summary>
internal sealed class AdamW : Optimizer
{
    private readonly Tensor _mean;
    private readonly Tensor _meanSquare;
    private readonly AdamWSettings _settings;

    /// <summary>Creates the optimizer.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weightDecay">The part of a weight that a step takes off, times the rate.</param>
    /// <param name="settings">Betas and epsilon.</param>
    public AdamW(FlatNetwork network, double weightDecay, AdamWSettings settings)
        : base(network, weightDecay)
    {
        _settings = settings;
        _mean = Remember("mean");
        _meanSquare = Remember("mean-square");
    }

    /// <inheritdoc/>
    protected override void Apply(double rate, long step)
    {
        Decay(rate);
        var (beta1, beta2) = (_settings.Beta1, _settings.Beta2);
        _mean.MultiplyInPlace(beta1).AddInPlace(Gradients, 1 - beta1);
        _meanSquare.MultiplyInPlace(beta2).AddProductInPlace(Gradients, Gradients, 1 - beta2);
        var deviation = _meanSquare.sqrt().DivideInPlace(Math.Sqrt(1 - Math.Pow(beta2, step + 1))).AddInPlace(_settings.Epsilon);
        Weights.AddQuotientInPlace(_mean, deviation, -rate / (1 - Math.Pow(beta1, step + 1)));
    }
}
