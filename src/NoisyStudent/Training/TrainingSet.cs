using NoisyStudent.Datasets;

namespace NoisyStudent.Training;

/// <summary>
/// Images with a target distribution for each: labels, or pseudo-labels, stored or computed when they are needed. However many images and classes there are,
/// the distributions of a batch alone are in memory in full.
/// </summary>
public sealed class TrainingSet
{
    private readonly Func<IReadOnlyList<int>, float[]> _targets;

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
    {
        (Images, Classes) = (images, classes);
        _targets = chosen =>
        {
            var targets = new float[chosen.Count * classes];
            for (var i = 0; i < chosen.Count; i++)
            {
                target(chosen[i], targets.AsSpan(i * classes, classes));
            }

            return targets;
        };
    }

    /// <summary>Creates a set whose targets are computed each time when they are needed.</summary>
    /// <param name="images">The images.</param>
    /// <param name="targets">Gives, for some of the images, image after image, a probability for each class; always the same for the same image.</param>
    /// <param name="classes">How many classes.</param>
    public TrainingSet(ImageSet images, Func<ImageSet, float[]> targets, int classes)
    {
        (Images, Classes) = (images, classes);
        _targets = chosen => targets(images.Subset(chosen));
    }

    /// <summary>The images.</summary>
    public ImageSet Images { get; }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>The target distribution of an image.</summary>
    /// <param name="image">Its number, from 0.</param>
    public ReadOnlySpan<float> Target(int image) => Targets([image]);

    /// <summary>The target distributions of some images: image after image, a probability for each class.</summary>
    /// <param name="images">Their numbers, from 0.</param>
    public float[] Targets(IReadOnlyList<int> images) => _targets(images);

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
}
