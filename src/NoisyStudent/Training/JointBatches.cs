using System.Buffers;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>One step's images and targets.</summary>
/// <param name="Input">[labeled + unlabeled, channels, height, width], noised and normalized.</param>
/// <param name="Targets">A distribution for each image, [labeled + unlabeled, classes].</param>
/// <param name="Labeled">How many of the images are labeled; they come first.</param>
/// <param name="Weights">What each image's loss counts, [labeled + unlabeled]; null where all count alike.</param>
public readonly record struct JointBatch(Tensor Input, Tensor Targets, int Labeled, Tensor? Weights);

/// <summary>
/// Builds the batches of a training: B labeled and r B unlabeled images each, noised. What a batch holds is a function of the seed, the
/// iteration and the step.
/// </summary>
public sealed class JointBatches : IDisposable
{
    private readonly List<Part> _parts = [];
    private readonly int _imageLength;
    private readonly int _classes;
    private readonly ImageBatch _images;
    private readonly float[] _clean;
    private readonly float[] _targets;
    private readonly float[] _cleanWeights;
    private readonly float[]? _weights;
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
        var imageSize = plan.Description.ImageSize;
        _imageLength = imageSize * imageSize * PixelBuffers.Channels;
        _classes = plan.Labeled.Classes;
        _images = new ImageBatch(plan.ImagesPerStep, imageSize, plan.Description.Normalization, device);
        _clean = new float[plan.ImagesPerStep * _classes];
        _targets = new float[plan.ImagesPerStep * _classes];
        _cleanWeights = new float[plan.ImagesPerStep];
        _weights = plan.LabeledClassWeights is null && plan.UnlabeledClassWeights is null ? null : new float[plan.ImagesPerStep];
        _device = device;
        _seed = seed;
        _iteration = plan.Iteration;
        Add(plan.Labeled, plan.LabeledClassWeights, plan.LabeledPerBatch, noise);
        if (plan.Unlabeled is not null)
        {
            Add(plan.Unlabeled, plan.UnlabeledClassWeights, plan.UnlabeledPerBatch, plan.UnlabeledNoise == UnlabeledNoise.Full ? noise : noise.CropAndFlipAlone());
        }

        void Add(TrainingSet set, IReadOnlyList<float>? weights, int size, InputNoise noise) => _parts.Add(new Part(
            _parts.Count, _parts.Sum(part => part.Size), size, set, weights, new SampleOrder(set.Images.Count, seed, plan.Iteration, _parts.Count),
            new InputNoisePipeline(noise, imageSize, set.Images.ImageSize), new PictureMixing(noise, imageSize)));
    }

    /// <summary>How many images a batch holds, labeled and unlabeled.</summary>
    public int Size => _images.Capacity;

    /// <summary>The batch of a step. It is overwritten by the next call.</summary>
    /// <param name="step">From 0.</param>
    public JointBatch Build(long step)
    {
        var samples = new Sample[Size];
        foreach (var part in _parts)
        {
            var images = new int[part.Size];
            for (var i = 0; i < part.Size; i++)
            {
                var position = (step * part.Size) + i;
                images[i] = part.Order[position];
                samples[part.First + i] = new Sample(part, images[i], position);
            }

            part.Set.Targets(images).CopyTo(_clean, part.First * _classes);
            for (var at = part.First; at < part.First + part.Size; at++)
            {
                _cleanWeights[at] = part.Weights?[ClassRanking.Best(TargetsOf(at, _clean))] ?? 1;
            }
        }

        TorchThreads.For(Size, at => Fill(at, samples));
        var targets = tensor(_targets, [Size, _classes]).to(_device);
        return new JointBatch(_images.Input(Size), targets, _parts[0].Size, _weights is null ? null : tensor(_weights).to(_device));
    }

    /// <inheritdoc/>
    public void Dispose() => _images.Dispose();

    private void Fill(int at, Sample[] samples)
    {
        var targets = TargetsOf(at, _targets);
        var picture = ArrayPool<byte>.Shared.Rent(_imageLength);
        var random = AddNoise(samples[at], picture);
        TargetsOf(at, _clean).CopyTo(targets);
        _weights?[at] = _cleanWeights[at];
        if (samples[at].Part.Mixing.IsOn)
        {
            Mix(at, samples[at].Part.PartnerOf(at), samples, picture, targets, ref random);
        }

        _images.Set(at, picture.AsSpan(0, _imageLength));
        ArrayPool<byte>.Shared.Return(picture);
    }

    /// <summary>The picture of a sample with its noise, which is the same whoever asks.</summary>
    /// <returns>The sample's stream, where the draws of the noise ended.</returns>
    private KeyedRandom AddNoise(Sample sample, byte[] picture)
    {
        var random = KeyedRandom.For(_seed, RandomUse.InputNoise, _iteration, sample.Part.Number, sample.Position);
        sample.Part.Noise.Apply(sample.Part.Set.Images.Pixels(sample.Image), picture.AsSpan(0, _imageLength), ref random);
        return random;
    }

    private void Mix(int at, int partner, Sample[] samples, byte[] picture, Span<float> targets, ref KeyedRandom random)
    {
        var other = ArrayPool<byte>.Shared.Rent(_imageLength);
        AddNoise(samples[partner], other);
        var share = (float)samples[partner].Part.Mixing.Apply(picture.AsSpan(0, _imageLength), other.AsSpan(0, _imageLength), ref random);
        ArrayPool<byte>.Shared.Return(other);
        var others = TargetsOf(partner, _clean);
        for (var c = 0; c < targets.Length; c++)
        {
            targets[c] = (share * targets[c]) + ((1 - share) * others[c]);
        }

        _weights?[at] = (share * _cleanWeights[at]) + ((1 - share) * _cleanWeights[partner]);
    }

    private Span<float> TargetsOf(int at, float[] targets) => targets.AsSpan(at * _classes, _classes);

    /// <summary>The labeled or the unlabeled images of every batch.</summary>
    private sealed record Part(
        int Number, int First, int Size, TrainingSet Set, IReadOnlyList<float>? Weights, SampleOrder Order, InputNoisePipeline Noise, PictureMixing Mixing)
    {
        /// <summary>Labeled images mix with labeled ones, unlabeled with unlabeled ones: each with the next of its kind.</summary>
        public int PartnerOf(int at) => First + ((at - First + 1) % Size);
    }

    private readonly record struct Sample(Part Part, int Image, long Position);
}
