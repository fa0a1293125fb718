using System.Buffers;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>One step's images and targets.</summary>
/// <param name="Input">[labeled + unlabeled, 3, height, width], noised and normalized.</param>
/// <param name="Targets">A distribution for each image, [labeled + unlabeled, classes].</param>
/// <param name="Labeled">How many of the images are labeled; they come first.</param>
public readonly record struct JointBatch(Tensor Input, Tensor Targets, int Labeled);

/// <summary>
/// Builds the batches of a training: B labeled and r B unlabeled images each, noised. What a batch holds is a function of the seed, the
/// iteration and the step.
/// </summary>
public sealed class JointBatches : IDisposable
{
    private const int LabeledPart = 0;

    private readonly TrainingSet[] _sets;
    private readonly int[] _sizes;
    private readonly SampleOrder[] _orders;
    private readonly InputNoisePipeline _noise;
    private readonly ImageBatch _images;
    private readonly float[] _targets;
    private readonly Device _device;
    private readonly long _seed;
    private readonly int _iteration;

    /// <summary>Creates the batches of one training.</summary>
    /// <param name="plan">What is trained on what.</param>
    /// <param name="noise">Input noise.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="device">Where the network runs.</param>
    public JointBatches(TrainingPlan plan, InputNoise noise, long seed, Device device)
    {
        (_sets, _sizes) = plan.Unlabeled is { } unlabeled
            ? (new[] { plan.Labeled, unlabeled }, new[] { plan.BatchSize, plan.UnlabeledPerBatch })
            : ([plan.Labeled], [plan.BatchSize]);
        _orders = [.. _sets.Select((set, part) => new SampleOrder(set.Images.Count, seed, plan.Iteration, part))];
        var (capacity, imageSize) = (_sizes.Sum(), plan.Labeled.Images.ImageSize);
        _noise = new InputNoisePipeline(noise, imageSize);
        _images = new ImageBatch(capacity, imageSize, plan.Description.Normalization, device);
        _targets = new float[capacity * plan.Labeled.Classes];
        _device = device;
        _seed = seed;
        _iteration = plan.Iteration;
    }

    /// <summary>How many images a batch holds, labeled and unlabeled.</summary>
    public int Size => _images.Capacity;

    /// <summary>The batch of a step. It is overwritten by the next call.</summary>
    /// <param name="step">From 0.</param>
    public JointBatch Build(long step)
    {
        var samples = new (int Part, int Image, long Position)[Size];
        var filled = 0;
        for (var part = LabeledPart; part < _sets.Length; part++)
        {
            for (var i = 0; i < _sizes[part]; i++)
            {
                var position = (step * _sizes[part]) + i;
                samples[filled++] = (part, _orders[part][position], position);
            }
        }

        TorchThreads.For(Size, at => Fill(at, samples[at]));
        var targets = tensor(_targets, [Size, _targets.Length / Size]).to(_device);
        return new JointBatch(_images.Input(Size), targets, _sizes[LabeledPart]);
    }

    /// <inheritdoc/>
    public void Dispose() => _images.Dispose();

    private void Fill(int at, (int Part, int Image, long Position) sample)
    {
        var set = _sets[sample.Part];
        var pixels = set.Images.Pixels(sample.Image);
        var noised = ArrayPool<byte>.Shared.Rent(pixels.Length);
        var random = KeyedRandom.For(_seed, RandomUse.InputNoise, _iteration, sample.Part, sample.Position);
        _noise.Apply(pixels, noised.AsSpan(0, pixels.Length), ref random);
        _images.Set(at, noised.AsSpan(0, pixels.Length));
        ArrayPool<byte>.Shared.Return(noised);
        set.Target(sample.Image).CopyTo(_targets.AsSpan(at * set.Classes));
    }
}
