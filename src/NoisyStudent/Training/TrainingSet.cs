using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>
/// Images with a target distribution for each: labels, or pseudo-labels, stored or computed when they are needed. However many images and classes there are,
/// the distributions of a batch alone are in memory in full.
/// </summary>
internal sealed class TrainingSet
{
    private readonly Func<TrainedModel, ITargetSource> _source;

    /// <summary>Creates a set.</summary>
    /// <param name="images">The images.</param>
    /// <param name="targets">Image after image, a probability for each class.</param>
    /// <param name="classes">How many classes.</param>
    public TrainingSet(ImageSet images, float[] targets, int classes)
        : this(images, (image, target) => targets.AsSpan(image * classes, classes).CopyTo(target), classes) =>
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.LongLength, (long)images.Count * classes);

    /// <summary>Creates a set whose targets are written one by one when they are needed.</summary>
    /// <param name="images">The images.</param>
    /// <param name="target">Writes a probability for each class, always the same for the same image.</param>
    /// <param name="classes">How many classes.</param>
    public TrainingSet(ImageSet images, Action<int, Span<float>> target, int classes)
        : this(images, _ => new FixedTargets(chosen => Write(chosen, target, classes)), classes)
    {
    }

    /// <summary>Creates a set whose targets are computed each time when they are needed.</summary>
    /// <param name="images">The images.</param>
    /// <param name="targets">Gives, for some of the images, image after image, a probability for each class; always the same for the same image.</param>
    /// <param name="classes">How many classes.</param>
    public TrainingSet(ImageSet images, Func<ImageSet, float[]> targets, int classes)
        : this(images, _ => new FixedTargets(chosen => targets(images.Subset(chosen))), classes)
    {
    }

    /// <summary>Creates a set whose targets change while a training goes on.</summary>
    /// <param name="images">The images.</param>
    /// <param name="source">Begins to make the targets of a training, of whose weights the average is given: the same model at each step, which learns meanwhile.</param>
    /// <param name="classes">How many classes.</param>
    public TrainingSet(ImageSet images, Func<TrainedModel, ITargetSource> source, int classes) => (Images, _source, Classes) = (images, source, classes);

    /// <summary>The images.</summary>
    public ImageSet Images { get; }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>Begins to make the targets of a training.</summary>
    /// <param name="average">The average of the weights that it trains; nothing but its answers may be asked of it.</param>
    /// <returns>What makes them, which the caller owns.</returns>
    public ITargetSource Begin(TrainedModel average) => _source(average);

    /// <summary>Labeled images with smoothed labels.</summary>
    /// <param name="set">Images and labels.</param>
    /// <param name="labelSmoothing">This much of the probability, 0 to 1, is spread over all classes.</param>
    public static TrainingSet Of(LabeledSet set, double labelSmoothing) =>
        new(set.Images, (image, target) => Smooth(target, set.Labels[image], labelSmoothing), set.Classes.Count);

    /// <summary>Writes a smoothed label: smoothing / classes everywhere, the rest on the label.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="label">The class.</param>
    /// <param name="labelSmoothing">Between 0 and 1.</param>
    public static void Smooth(Span<float> target, int label, double labelSmoothing)
    {
        target.Fill((float)(labelSmoothing / target.Length));
        target[label] += (float)(1 - labelSmoothing);
    }

    private static float[] Write(IReadOnlyList<int> images, Action<int, Span<float>> target, int classes)
    {
        var targets = new float[images.Count * classes];
        for (var i = 0; i < images.Count; i++)
        {
            target(images[i], targets.AsSpan(i * classes, classes));
        }

        return targets;
    }

    /// <summary>Targets that are the same at every step.</summary>
    private sealed class FixedTargets(Func<IReadOnlyList<int>, float[]> targets) : ITargetSource
    {
        public IReadOnlyDictionary<string, Tensor> State { get; } = new Dictionary<string, Tensor>();

        public float[] Targets(IReadOnlyList<int> images, long step) => targets(images);

        public void Dispose()
        {
        }
    }
}
