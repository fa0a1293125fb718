using NoisyStudent.Networks;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>
/// The exponential moving average of a network's weights and batch-norm statistics: what is evaluated, and what teaches (Xie et al.,
/// section 3.1).
/// </summary>
public sealed class WeightAverage
{
    private readonly (Tensor Average, Tensor Current)[] _averaged;
    private readonly (Tensor Average, Tensor Current)[] _counters;
    private readonly double _decay;
    private long _updates;

    /// <summary>Starts an average at the network's present weights.</summary>
    /// <param name="network">The network that is trained.</param>
    /// <param name="average">A second network of the same kind, which becomes the average.</param>
    /// <param name="decay">How much of the average stays at each update, 0 to 1.</param>
    public WeightAverage(ClassifierNetwork network, ClassifierNetwork average, double decay)
    {
        var target = average.state_dict();
        var pairs = network.state_dict().Select(entry => (Average: target[entry.Key], Current: entry.Value)).ToArray();
        _averaged = [.. pairs.Where(pair => pair.Current.is_floating_point())];
        _counters = [.. pairs.Where(pair => !pair.Current.is_floating_point())];
        _decay = decay;
        using var noGradient = no_grad();
        Array.ForEach(pairs, pair => pair.Average.copy_(pair.Current));
    }

    /// <summary>Takes the network's weights in after a step.</summary>
    public void Update()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var decay = Math.Min(_decay, (1.0 + _updates) / (10 + _updates));
        _updates++;
        foreach (var (average, current) in _averaged)
        {
            average.lerp_(current, 1 - decay);
        }

        foreach (var (average, current) in _counters)
        {
            average.copy_(current);
        }
    }
}
