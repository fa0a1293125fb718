using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training.Optimizers;

/// <summary>The optimizers that a recipe can name.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Sgd"/>.</summary>
    Sgd,

    /// <summary><see cref="RmsProp"/>.</summary>
    Rmsprop,

    /// <summary><see cref="AdamW"/>.</summary>
    Adamw,

    /// <summary><see cref="Muon"/>.</summary>
    Muon,
}

/// <summary>Changes a network's weights by their gradients: some vector operations over all of them at once.</summary>
/// <param name="network">The network.</param>
/// <param name="weightDecay">How much of a weight is taken off, or added to its gradient; 0 for none.</param>
internal abstract class Optimizer(FlatNetwork network, double weightDecay) : IDisposable
{
    private readonly Dictionary<string, Tensor> _state = [];

    /// <summary>What it remembers from step to step, by name, each in the order of the weights.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>The network's weights.</summary>
    protected Tensor Weights => network.Weights;

    /// <summary>The network's gradients.</summary>
    protected Tensor Gradients => network.Gradients;

    /// <summary>Creates the optimizer that the settings name.</summary>
    /// <param name="network">The network.</param>
    /// <param name="settings">Optimization.</param>
    public static Optimizer Create(FlatNetwork network, TrainingSettings settings) => settings.Optimizer switch
    {
        OptimizerKind.Sgd => new Sgd(network, settings.Momentum, settings.WeightDecay),
        OptimizerKind.Rmsprop => new RmsProp(network, settings.Momentum, settings.WeightDecay, settings.Rmsprop),
        OptimizerKind.Adamw => new AdamW(network, settings.WeightDecay, settings.Adamw),
        OptimizerKind.Muon => new Muon(network, settings.Momentum, settings.WeightDecay, settings.Muon),
        _ => throw new InvalidOperationException($"Unknown optimizer {settings.Optimizer}."),
    };

    /// <summary>Takes one step along the gradients and sets them to zero.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">Which step it is, from 0.</param>
    public void Step(double rate, long step)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var before = network.Rates is null ? null : Weights.clone();
        Apply(rate, step);
        if (before is not null)
        {
            Weights.copy_(before.lerp(Weights, network.Rates!));
        }

        Gradients.zero_();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes what the optimizer remembers.</summary>
    /// <param name="disposing">Whether it is disposed, not finalized.</param>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var tensor in _state.Values)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Takes one step; the gradients may be changed.</summary>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">Which step it is, from 0.</param>
    protected abstract void Apply(double rate, long step);

    /// <summary>A tensor to remember, a number for each weight.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="start">What it holds before the first step.</param>
    protected Tensor Remember(string name, double start = 0) =>
        _state[name] = network.Weights.FilledLike(start).DetachFromDisposeScope();

    /// <summary>Adds the decaying weights to their gradients (L2 regularization).</summary>
    /// <param name="from">From which weight on.</param>
    protected void AddDecayToGradients(long from = 0)
    {
        if (weightDecay > 0)
        {
            Decaying(Gradients, from).AddInPlace(Decaying(Weights, from), weightDecay);
        }
    }

    /// <summary>Takes a part of the decaying weights off (Loshchilov and Hutter, arXiv 1711.05101).</summary>
    /// <param name="rate">The learning rate.</param>
    protected void Decay(double rate)
    {
        if (weightDecay > 0)
        {
            Decaying(Weights).MultiplyInPlace(1 - (rate * weightDecay));
        }
    }

    private Tensor Decaying(Tensor flat, long from = 0) => flat.narrow(0, from, network.Decaying - from);
}
