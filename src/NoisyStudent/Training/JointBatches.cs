using System.Buffers;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>Where the images of a part stand in a batch.</summary>
/// <param name="Name">What the part is called.</param>
/// <param name="First">The first one's place.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Weight">The weight of the part's loss.</param>
internal readonly record struct BatchPart(string Name, int First, int Count, double Weight);

/// <summary>One step's images and targets.</summary>
/// <param name="Input">[images, channels, height, width], noised and normalized; or what the frozen stages make of these, where that is computed beforehand.</param>
/// <param name="Targets">A distribution for each image, [images, classes].</param>
/// <param name="Weights">What each image's loss counts, [images].</param>
/// <param name="Parts">The parts that it is made of, in the plan's order.</param>
internal readonly record struct JointBatch(Tensor Input, Tensor Targets, Tensor Weights, IReadOnlyList<BatchPart> Parts);

/// <summary>
/// Builds the batches of a training of the images of all its parts, noised; at the front stand the parts whose images get model noise. Which images a batch
/// holds, and with which noise, is a function of the seed, the iteration and the step.
/// </summary>
internal sealed class JointBatches : IDisposable
{
    private readonly Part[] _parts;
    private readonly BatchPart[] _places;
    private readonly int _imageLength;
    private readonly int _classes;
    private readonly ImageBatch _images;
    private readonly float[] _clean;
    private readonly float[] _targets;
    private readonly float[] _cleanWeights;
    private readonly float[] _weights;
    private readonly Tensor? _outputs;
    private readonly Device _device;
    private readonly long _seed;
    private readonly int _iteration;

    /// <summary>Creates the batches of one training.</summary>
    /// <param name="plan">What is trained on what.</param>
    /// <param name="average">The average of the weights that are trained, by which targets may go.</param>
    /// <param name="noise">Input noise.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="device">Where the network runs.</param>
    public JointBatches(TrainingPlan plan, TrainedModel average, InputNoise noise, long seed, Device device)
    {
        var imageSize = plan.Description.ImageSize;
        _imageLength = imageSize * imageSize * PixelBuffers.Channels;
        _classes = plan.Parts[0].Set.Classes;
        _images = new ImageBatch(plan.ImagesPerStep, imageSize, plan.Description.Normalization, device);
        _clean = new float[plan.ImagesPerStep * _classes];
        _targets = new float[plan.ImagesPerStep * _classes];
        _cleanWeights = new float[plan.ImagesPerStep];
        _weights = new float[plan.ImagesPerStep];
        _device = device;
        _seed = seed;
        _iteration = plan.Iteration;
        var first = 0;
        var parts = new List<Part>();
        _outputs = plan.Outputs?.OfType<StageOutputs>().First().Allocate(plan.ImagesPerStep).DetachFromDisposeScope();
        foreach (var (number, part) in plan.Parts.Index().Where(each => each.Item.Images > 0).OrderBy(each => each.Item.HasModelNoise ? 0 : 1))
        {
            var (images, partNoise) = (part.Set.Images, part.HasFullInputNoise ? noise : noise.CropAndFlipAlone());
            parts.Add(new Part(
                number, new BatchPart(part.Name, first, part.Images, part.Weight), images, part.Set.Begin(average), part.ClassWeights,
                new SampleOrder(images.Count, seed, plan.Iteration, number), new InputNoisePipeline(partNoise, imageSize, images.ImageSize), partNoise.Versions,
                new PictureMixing(partNoise, imageSize), plan.Outputs?[number]));
            first += part.Images;
        }

        _parts = [.. parts.OrderBy(part => part.Number)];
        _places = [.. _parts.Select(part => part.Place)];
    }

    /// <summary>How many images a batch holds, those of all parts.</summary>
    public int Size => _images.Capacity;

    /// <summary>What the targets' sources remember from step to step, by the names of part and tensor.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _parts
        .SelectMany(part => part.Source.State.Select(entry => ($"{part.Place.Name}.{entry.Key}", entry.Value))).ToDictionary();

    /// <summary>The batch of a step. It is overwritten by the next call.</summary>
    /// <param name="step">From 0; where targets go by what was before, one step after the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not as many targets as images and classes.</exception>
    public JointBatch Build(long step)
    {
        var samples = new Sample[Size];
        foreach (var part in _parts)
        {
            var (first, images) = (part.Place.First, new int[part.Place.Count]);
            for (var i = 0; i < images.Length; i++)
            {
                var position = (step * images.Length) + i;
                images[i] = part.Order[position];
                samples[first + i] = new Sample(part, images[i], position);
            }

            var targetsOfPart = part.Source.Targets(images, step);
            ArgumentOutOfRangeException.ThrowIfNotEqual(targetsOfPart.Length, images.Length * _classes);
            targetsOfPart.CopyTo(_clean, first * _classes);
            for (var at = first; at < first + images.Length; at++)
            {
                _cleanWeights[at] = part.ClassWeights?[ClassRanking.Best(TargetsOf(at, _clean))] ?? 1;
            }
        }

        TorchThreads.For(Size, at => Fill(at, samples));
        var targets = tensor(_targets, [Size, _classes]).to(_device);
        return new JointBatch(_outputs is null ? _images.Input(Size) : StageOutputs.AsInput(_outputs).to(_device), targets, tensor(_weights).to(_device), _places);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _outputs?.Dispose();
        foreach (var part in _parts)
        {
            part.Source.Dispose();
        }
    }

    private void Fill(int at, Sample[] samples)
    {
        var targets = TargetsOf(at, _targets);
        if (samples[at] is { Part.Outputs: { } outputs } sample)
        {
            TargetsOf(at, _clean).CopyTo(targets);
            _weights[at] = _cleanWeights[at];
            outputs.Write(_outputs!, at, sample.Image, (int)sample.Version);
            return;
        }

        var picture = ArrayPool<byte>.Shared.Rent(_imageLength);
        var random = AddNoise(samples[at], picture);
        TargetsOf(at, _clean).CopyTo(targets);
        _weights[at] = _cleanWeights[at];
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
        var random = sample.Part.Versions == 0
            ? KeyedRandom.For(_seed, RandomUse.InputNoise, _iteration, sample.Part.Number, sample.Position)
            : StageOutputStore.VersionNoise(_seed, sample.Part.Images.Names[sample.Image], sample.Version);
        sample.Part.Noise.Apply(sample.Part.Images.Pixels(sample.Image), picture.AsSpan(0, _imageLength), ref random);
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

        _weights[at] = (share * _cleanWeights[at]) + ((1 - share) * _cleanWeights[partner]);
    }

    private Span<float> TargetsOf(int at, float[] targets) => targets.AsSpan(at * _classes, _classes);

    /// <summary>A part of every batch.</summary>
    private sealed record Part(
        int Number, BatchPart Place, ImageSet Images, ITargetSource Source, IReadOnlyList<float>? ClassWeights, SampleOrder Order, InputNoisePipeline Noise,
        int Versions, PictureMixing Mixing, StageOutputs? Outputs)
    {
        /// <summary>Images mix with those of their own part: each with the next one.</summary>
        public int PartnerOf(int at) => Place.First + ((at - Place.First + 1) % Place.Count);
    }

    private readonly record struct Sample(Part Part, int Image, long Position)
    {
        /// <summary>Which version of the image: one after the other, each time that it comes round.</summary>
        public long Version => Position / Part.Images.Count % (Part.Outputs?.Versions ?? Math.Max(1, Part.Versions));
    }
}
