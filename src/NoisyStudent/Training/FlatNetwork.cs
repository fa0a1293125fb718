using NoisyStudent.Networks;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>A convolution's filters among a network's weights: one row after the other, whatever the order within a row.</summary>
/// <param name="Offset">Where the first one begins.</param>
/// <param name="Rows">How many filters there are: the outputs.</param>
/// <param name="Columns">How many weights each has.</param>
internal readonly record struct FlatFilters(long Offset, long Rows, long Columns);

/// <summary>
/// A network whose weights lie side by side in one tensor, its gradients in a second and its batch-norm statistics in a third: what is done to
/// all of them is one vector operation, whatever the network. The network itself computes on views of these. Weights that are frozen stay outside.
/// </summary>
internal sealed class FlatNetwork : IDisposable
{
    /// <summary>Moves the weights and statistics of a network into flat tensors, in place and in their memory layout.</summary>
    /// <param name="network">The network, on its device; owned from here on.</param>
    /// <param name="withGradients">Whether it is to be trained.</param>
    /// <param name="decayAll">Whether biases and batch-norm weights decay too, not only those of convolutions and linear layers.</param>
    /// <param name="layerDecay">The rate of each stage over that of the stage after it.</param>
    public FlatNetwork(ClassifierNetwork network, bool withGradients, bool decayAll, double layerDecay = 1)
    {
        Network = network;
        var learning = network.named_parameters().Where(named => named.parameter.requires_grad).ToArray();
        var parts = learning.Select(named => named.parameter).ToArray();
        var decaying = parts.Where(parameter => decayAll || parameter.dim() > 1).OrderBy(parameter => parameter.dim() > 2 ? 0 : 1).ToArray();
        var others = parts.Where(parameter => !decayAll && parameter.dim() <= 1).ToArray();
        Decaying = decaying.Sum(parameter => parameter.numel());
        using var noGradient = no_grad();
        Rates = layerDecay == 1 ? null : RatesOf([.. decaying, .. others]);
        Weights = Flatten([.. decaying, .. others], float32);
        Statistics = Flatten([.. network.buffers().Where(buffer => buffer.is_floating_point())], float32);
        Counters = Flatten([.. network.buffers().Where(buffer => !buffer.is_floating_point())], int64);
        Gradients = zeros(withGradients ? Weights.numel() : 0, device: Weights.device).DetachFromDisposeScope();
        long offset = 0;
        var filters = new List<FlatFilters>();
        foreach (var parameter in withGradients ? decaying.Concat(others) : [])
        {
            using var scope = NewDisposeScope();
            parameter.grad = View(Gradients, parameter, offset);
            if (parameter.dim() > 2)
            {
                filters.Add(new FlatFilters(offset, parameter.shape[0], parameter.numel() / parameter.shape[0]));
            }

            offset += parameter.numel();
        }

        Filters = filters;

        Tensor RatesOf(Tensor[] ordered)
        {
            var stages = learning.ToDictionary(named => named.parameter.Handle, named => network.StageOf(named.name));
            var rates = empty(ordered.Sum(parameter => parameter.numel()), dtype: float32, device: ordered[0].device).DetachFromDisposeScope();
            long place = 0;
            foreach (var parameter in ordered)
            {
                using var scope = NewDisposeScope();
                var depth = Math.Max(0, network.StageCount - stages[parameter.Handle]);
                rates.narrow(0, place, parameter.numel()).zero_().AddInPlace(Math.Pow(layerDecay, depth));
                place += parameter.numel();
            }

            return rates;
        }
    }

    /// <summary>The network.</summary>
    public ClassifierNetwork Network { get; }

    /// <summary>All weights that are trained, [weights], float32: first those that decay.</summary>
    public Tensor Weights { get; }

    /// <summary>What each weight's learning rate is multiplied by, in the order of the weights; null for 1.</summary>
    public Tensor? Rates { get; }

    /// <summary>The gradients, in the order of the weights; backward passes add to them. Empty where there are none.</summary>
    public Tensor Gradients { get; }

    /// <summary>Where the filters of each convolution lie: the first of the weights. None where there are no gradients.</summary>
    public IReadOnlyList<FlatFilters> Filters { get; }

    /// <summary>Running means and variances of all batch-norm layers, [statistics], float32.</summary>
    public Tensor Statistics { get; }

    /// <summary>How many batches each batch-norm layer has seen, [layers], int64.</summary>
    public Tensor Counters { get; }

    /// <summary>How many of the weights decay.</summary>
    public long Decaying { get; }

    /// <summary>Gives the flat tensors up; the network goes on with its views of their memory.</summary>
    /// <returns>The network, which the caller owns.</returns>
    public ClassifierNetwork Release()
    {
        Weights.Dispose();
        Gradients.Dispose();
        Rates?.Dispose();
        Statistics.Dispose();
        Counters.Dispose();
        return Network;
    }

    /// <inheritdoc/>
    public void Dispose() => Release().Dispose();

    private static Tensor Flatten(Tensor[] parts, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var device = parts.Length > 0 ? parts[0].device : CPU;
        var flat = empty(parts.Sum(part => part.numel()), dtype: type, device: device);
        long offset = 0;
        foreach (var part in parts)
        {
            var view = View(flat, part, offset);
            view.copy_(part);
            part.set_(view);
            offset += part.numel();
        }

        return flat.MoveToOuterDisposeScope().DetachFromDisposeScope();
    }

    private static Tensor View(Tensor flat, Tensor part, long offset) => flat.as_strided(part.shape, part.stride(), offset);
}
