using NoisyStudent.Datasets;

namespace NoisyStudent.Training;

/// <summary>Images with a target distribution for each: labels, or pseudo-labels.</summary>
public sealed class TrainingSet
{
    private readonly float[] _targets;

    /// <summary>Creates a set.</summary>
    /// <param name="images">The images.</param>
    /// <param name="targets">Image after image, a probability for each class.</param>
    /// <param name="classes">How many classes.</param>
    public TrainingSet(ImageSet images, float[] targets, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, images.Count * classes);
        Images = images;
        Classes = classes;
        _targets = targets;
    }

    /// <summary>The images.</summary>
    public ImageSet Images { get; }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>The target distribution of an image.</summary>
    /// <param name="image">Its number, from 0.</param>
    public ReadOnlySpan<float> Target(int image) => _targets.AsSpan(image * Classes, Classes);

    /// <summary>Labeled images with smoothed labels.</summary>
    /// <param name="set">Images and labels.</param>
    /// <param name="labelSmoothing">This much of the probability, 0 to 1, is spread over all classes.</param>
    public static TrainingSet Of(LabeledSet set, double labelSmoothing)
    {
        var classes = set.Classes.Count;
        var targets = new float[set.Images.Count * classes];
        for (var i = 0; i < set.Images.Count; i++)
        {
            Smooth(targets.AsSpan(i * classes, classes), set.Labels[i], labelSmoothing);
        }

        return new TrainingSet(set.Images, targets, classes);
    }

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
