namespace NoisyStudent.Evaluation;

/// <summary>What a network answered for a set of images: a distribution over the classes for each.</summary>
public sealed class Predictions
{
    private readonly float[] _probabilities;

    /// <summary>Wraps distributions.</summary>
    /// <param name="probabilities">Image after image, a probability for each class.</param>
    /// <param name="classes">How many classes.</param>
    public Predictions(float[] probabilities, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        _probabilities = probabilities;
        Classes = classes;
        Count = probabilities.Length / classes;
    }

    /// <summary>How many images.</summary>
    public int Count { get; }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>The distribution over the classes for one image.</summary>
    /// <param name="image">Its number, from 0.</param>
    public ReadOnlySpan<float> Distribution(int image) => _probabilities.AsSpan(image * Classes, Classes);

    /// <summary>The most probable class of one image; the first of equals.</summary>
    /// <param name="image">Its number, from 0.</param>
    public int Class(int image)
    {
        var distribution = Distribution(image);
        var best = 0;
        for (var c = 1; c < distribution.Length; c++)
        {
            if (distribution[c] > distribution[best])
            {
                best = c;
            }
        }

        return best;
    }

    /// <summary>The probability of the most probable class, between 0 and 1.</summary>
    /// <param name="image">The image's number, from 0.</param>
    public float Confidence(int image) => Distribution(image)[Class(image)];
}
