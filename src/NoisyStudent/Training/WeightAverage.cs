using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>
/// The exponential moving average of a network's weights and batch-norm statistics: what is evaluated, and what teaches (Xie et al.,
/// section 3.1).
/// </summary>
internal sealed class WeightAverage
{
    private readonly FlatNetwork _current;
    private readonly FlatNetwork _average;
    private readonly double _decay;
    private readonly bool _warmsUp;

    /// <summary>Starts an average at the network's present weights.</summary>
    /// <param name="current">The network that is trained.</param>
    /// <param name="average">A second network of the same kind, which becomes the average.</param>
    /// <param name="decay">How much of the average stays at each update, 0 to 1.</param>
    /// <param name="warmsUp">Whether less of it stays in the first steps, n being the step from 0: (1 + n) / (10 + n) where that is smaller.</param>
    public WeightAverage(FlatNetwork current, FlatNetwork average, double decay, bool warmsUp = true)
    {
        (_current, _average, _decay, _warmsUp) = (current, average, decay, warmsUp);
        using var noGradient = no_grad();
        average.Weights.copy_(current.Weights);
        average.Statistics.copy_(current.Statistics);
        average.Counters.copy_(current.Counters);
    }

    /// <summary>Takes the network's weights in after a step.</summary>
    /// <param name="step">Which step it was, from 0.</param>
    public void Update(long step)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var weight = 1 - (_warmsUp ? Math.Min(_decay, (1.0 + step) / (10 + step)) : _decay);
        _average.Weights.lerp_(_current.Weights, weight);
        _average.Statistics.lerp_(_current.Statistics, weight);
        _average.Counters.copy_(_current.Counters);
    }
}
