using System.Buffers;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>One step's images and targets.</summary>
/// <param name="Input">[labeled + unlabeled, channels, height, width], noised and normalized.</param>
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
    private readonly PictureMixing _mixing;
    private readonly int _imageLength;
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
        var (capacity, imageSize) = (_sizes.Sum(), plan.Description.ImageSize);
        _noise = new InputNoisePipeline(noise, imageSize, plan.Labeled.Images.ImageSize);
        _mixing = new PictureMixing(noise, imageSize);
        _imageLength = imageSize * imageSize * PixelBuffers.Channels;
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
        var samples = new Sample[Size];
        var filled = 0;
        for (var part = LabeledPart; part < _sets.Length; part++)
        {
            for (var i = 0; i < _sizes[part]; i++)
            {
                var position = (step * _sizes[part]) + i;
                samples[filled++] = new Sample(part, _orders[part][position], position);
            }
        }

        TorchThreads.For(Size, at => Fill(at, samples));
        var targets = tensor(_targets, [Size, _targets.Length / Size]).to(_device);
        return new JointBatch(_images.Input(Size), targets, _sizes[LabeledPart]);
    }

    /// <inheritdoc/>
    public void Dispose() => _images.Dispose();

    private void Fill(int at, Sample[] samples)
    {
        var sample = samples[at];
        var set = _sets[sample.Part];
        var targets = _targets.AsSpan(at * set.Classes, set.Classes);
        var picture = ArrayPool<byte>.Shared.Rent(_imageLength);
        var random = AddNoise(sample, picture);
        set.Target(sample.Image).CopyTo(targets);
        if (_mixing.IsOn)
        {
            Mix(samples[PartnerOf(at)], picture, targets, ref random);
        }

        _images.Set(at, picture.AsSpan(0, _imageLength));
        ArrayPool<byte>.Shared.Return(picture);
    }

    /// <summary>The picture of a sample with its noise, which is the same whoever asks.</summary>
    /// <returns>The sample's stream, where the draws of the noise ended.</returns>
    private KeyedRandom AddNoise(Sample sample, byte[] picture)
    {
        var random = KeyedRandom.For(_seed, RandomUse.InputNoise, _iteration, sample.Part, sample.Position);
        _noise.Apply(_sets[sample.Part].Images.Pixels(sample.Image), picture.AsSpan(0, _imageLength), ref random);
        return random;
    }

    private void Mix(Sample partner, byte[] picture, Span<float> targets, ref KeyedRandom random)
    {
        var other = ArrayPool<byte>.Shared.Rent(_imageLength);
        AddNoise(partner, other);
        var share = (float)_mixing.Apply(picture.AsSpan(0, _imageLength), other.AsSpan(0, _imageLength), ref random);
        ArrayPool<byte>.Shared.Return(other);
        var others = _sets[partner.Part].Target(partner.Image);
        for (var c = 0; c < targets.Length; c++)
        {
            targets[c] = (share * targets[c]) + ((1 - share) * others[c]);
        }
    }

    /// <summary>Labeled images mix with labeled ones, unlabeled with unlabeled ones: each with the next of its kind.</summary>
    private int PartnerOf(int at)
    {
        var labeled = _sizes[LabeledPart];
        return at < labeled ? (at + 1) % labeled : labeled + ((at - labeled + 1) % (Size - labeled));
    }

    private readonly record struct Sample(int Part, int Image, long Position);
}
