using NoisyStudent.Events;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using NoisyStudent.Training.Checkpoints;
using NoisyStudent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>Everything that goes on from step to step: the network, its average, what optimizer, loss and targets remember, the place.</summary>
internal sealed class TrainingState : IDisposable
{
    /// <summary>Of images to prepare a network with, so that they take little memory: 500 of 32x32. The last bits of what is prepared depend on it.</summary>
    private const int PixelsAtOnce = 500 * 32 * 32;

    private readonly FlatNetwork _network;
    private readonly FlatNetwork _average;

    /// <summary>The state before the first step.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="settings">Optimization.</param>
    /// <param name="noise">Input noise.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="tell">Told which weights it starts from.</param>
    public TrainingState(TrainingPlan plan, TrainingSettings settings, InputNoise noise, long seed, Device device, Action<RunEvent>? tell = null)
    {
        _network = new FlatNetwork(Create(plan, seed, device, prepare: true, tell), withGradients: true, settings.DecayAll, settings.LayerDecay);

        Network.SetBatchNormMomentum(settings.BatchNormMomentum);
        Network.KeepsStatistics = settings.BatchNorm == BatchNormStatistics.Running;
        if (plan.LastLayer is { } fitted)
        {
            Network.SetLastLayer(fitted.Weights, fitted.Bias);
        }

        // What the network is prepared with, the average takes over from it with all else.
        _average = new FlatNetwork(Create(plan, seed, device), withGradients: false, settings.DecayAll);
        Average = new WeightAverage(_network, _average, settings.AverageDecay, settings.AverageWarmUp);
        Model = new TrainedModel(_average.Network, plan.Description);
        Optimizer = Optimizer.Create(_network, settings);
        Loss = new JointLoss(settings.Loss, plan.Parts.Select(part => part.Name), settings.LossAverageDecay);
        Batches = new JointBatches(plan, Model, noise, seed, device);
    }

    /// <summary>How many steps are done.</summary>
    public long Step { get; set; }

    /// <summary>How long they took.</summary>
    public double Seconds { get; set; }

    /// <summary>The network that is trained.</summary>
    public ClassifierNetwork Network => _network.Network;

    /// <summary>All its gradients.</summary>
    public Tensor Gradients => _network.Gradients;

    /// <summary>The average, which is what comes out.</summary>
    public TrainedModel Model { get; }

    public WeightAverage Average { get; }

    public Optimizer Optimizer { get; }

    public JointLoss Loss { get; }

    public JointBatches Batches { get; }

    /// <summary>Whether all weights are finite numbers.</summary>
    public bool IsFinite()
    {
        using var scope = NewDisposeScope();
        return (_network.Weights.isfinite().all() & _average.Weights.isfinite().all()).item<bool>();
    }

    /// <summary>Takes the state down. It holds the state's own tensors, so write it before the next step.</summary>
    public Checkpoint Save() => new(Step, Seconds, Tensors(), Loss.State);

    /// <summary>Goes back to a checkpoint.</summary>
    /// <param name="checkpoint">One of a training with the same plan and settings.</param>
    /// <exception cref="NoisyStudentException">It is of another training.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in Tensors())
        {
            tensor.copy_(checkpoint.Tensors.TryGetValue(name, out var saved) && saved.shape.SequenceEqual(tensor.shape) && saved.dtype == tensor.dtype
                ? saved : throw OfAnother(checkpoint, name));
        }

        Loss.State = Loss.State.Keys.FirstOrDefault(name => !checkpoint.Numbers.ContainsKey(name)) is { } lacking
            ? throw OfAnother(checkpoint, lacking) : checkpoint.Numbers;
        (Step, Seconds) = (checkpoint.Step, checkpoint.Seconds);
    }

    /// <summary>Ends the training; the model is left to who asked for it.</summary>
    /// <returns>The average.</returns>
    public TrainedModel Finish()
    {
        Batches.Dispose();
        Optimizer.Dispose();
        _network.Dispose();
        _average.Release();
        return Model;
    }

    /// <inheritdoc/>
    public void Dispose() => Finish().Dispose();

    private Dictionary<string, Tensor> Tensors()
    {
        var tensors = Optimizer.State.ToDictionary(entry => $"optimizer.{entry.Key}", entry => entry.Value);
        foreach (var (name, flat) in new[] { ("network", _network), ("average", _average) })
        {
            tensors[$"{name}.weights"] = flat.Weights;
            tensors[$"{name}.statistics"] = flat.Statistics;
            tensors[$"{name}.counters"] = flat.Counters;
        }

        foreach (var (name, tensor) in Batches.State)
        {
            tensors[$"targets.{name}"] = tensor;
        }

        return tensors;
    }

    private static NoisyStudentException OfAnother(Checkpoint checkpoint, string name) => new(
        $"The checkpoint of step {checkpoint.Step} is of another training: it lacks '{name}' or has it in another shape. "
        + "Remove the iteration's checkpoints to begin it again, or choose another `Output`.");

    /// <summary>Some of the first part's images, evenly spread over all, as the network will see them but for the noise: few at once where they are large.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="wanted">How many images, where there are so many.</param>
    internal static IEnumerable<Tensor> CleanImages(TrainingPlan plan, int wanted)
    {
        var (images, size) = (plan.Parts[0].Set.Images, plan.Description.ImageSize);
        var count = Math.Min(images.Count, wanted);
        using var batch = new ImageBatch(Math.Clamp(PixelsAtOnce / (size * size), 1, count), size, plan.Description.Normalization, CPU);
        foreach (var chosen in EvenSpread.Places(images.Count, count).Chunk(batch.Capacity))
        {
            for (var i = 0; i < chosen.Length; i++)
            {
                batch.Set(i, images, chosen[i]);
            }

            yield return batch.Input(chosen.Length);
        }
    }

    /// <summary>The network as it starts.</summary>
    /// <param name="plan">What is trained.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="prepare">Whether what follows from the images alone is made ready.</param>
    /// <param name="tell">Told which weights it starts from.</param>
    internal static ClassifierNetwork Create(TrainingPlan plan, long seed, Device device, bool prepare = false, Action<RunEvent>? tell = null)
    {
        ClassifierNetwork network;
        using (TorchGenerator.Seed((long)KeyedRandom.For(seed, RandomUse.Weights, plan.Iteration).NextUInt64()))
        {
            network = NetworkCatalog.Create(plan.Description.Network, ClassificationTask.For(plan.Description), plan.ModelNoise);
        }

        if (prepare && network.ImagesToPrepare > 0)
        {
            network.Prepare(CleanImages(plan, network.ImagesToPrepare));
        }

        if (plan.Start is { } start)
        {
            var (taken, kept) = start.CopyTo(network);
            tell?.Invoke(new WeightsTaken(plan.Description.Network, start.Source, taken, kept));
        }

        MemoryFormat.ToChannelsLast(network);
        network.to(device);
        network.Freeze(plan.FrozenStages);
        return network;
    }
}
