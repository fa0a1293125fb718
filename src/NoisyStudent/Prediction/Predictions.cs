namespace NoisyStudent.Prediction;

/// <summary>What a network answered for a set of images: a distribution over the classes for each, and how strange the image is to it.</summary>
public sealed class Predictions
{
    private readonly float[] _probabilities;
    private readonly float[] _outlierScores;

    /// <summary>Wraps distributions.</summary>
    /// <param name="probabilities">Image after image, a probability for each class.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="outlierScores">A score for each image; null where none was computed.</param>
    public Predictions(float[] probabilities, int classes, float[]? outlierScores = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        Count = probabilities.Length / classes;
        _probabilities = probabilities;
        _outlierScores = outlierScores ?? new float[Count];
        ArgumentOutOfRangeException.ThrowIfNotEqual(_outlierScores.Length, Count);
    }

    /// <summary>How many images.</summary>
    public int Count { get; }

    /// <summary>How many classes.</summary>
    public int Classes { get; }

    /// <summary>The mean of several answers for the same images.</summary>
    /// <param name="answers">At least one.</param>
    public static Predictions Mean(IReadOnlyList<Predictions> answers)
    {
        ArgumentOutOfRangeException.ThrowIfZero(answers.Count);
        return answers.Count == 1
            ? answers[0]
            : new Predictions(
                Mean([.. answers.Select(answer => answer._probabilities)]), answers[0].Classes, Mean([.. answers.Select(answer => answer._outlierScores)]));
    }

    /// <summary>The distribution over the classes for one image.</summary>
    /// <param name="image">Its number, from 0.</param>
    public ReadOnlySpan<float> Distribution(int image) => _probabilities.AsSpan(image * Classes, Classes);

    /// <summary>
    /// How strange one image is to the network: the energy of its logits, -log(sum of exp) (Liu et al., arXiv 2010.03759). The higher, the less it is like
    /// what the network was trained on. Scores of different networks have different scales.
    /// </summary>
    /// <param name="image">Its number, from 0.</param>
    public float OutlierScore(int image) => _outlierScores[image];

    /// <summary>The most probable class of one image; the first of equals.</summary>
    /// <param name="image">Its number, from 0.</param>
    public int Class(int image) => ClassRanking.Best(Distribution(image));

    /// <summary>The probability of the most probable class, between 0 and 1.</summary>
    /// <param name="image">The image's number, from 0.</param>
    public float Confidence(int image) => Distribution(image)[Class(image)];

    /// <summary>Whether the most probable class is the true one, for each image.</summary>
    /// <param name="labels">The true class of each.</param>
    public bool[] AreRight(IReadOnlyList<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, Count);
        return [.. labels.Select((label, image) => Class(image) == label)];
    }

    /// <summary>The fraction of the images, 0 to 1, whose most probable class is the true one; 0 where there are none.</summary>
    /// <param name="labels">The true class of each.</param>
    public double Top1(IReadOnlyList<int> labels) => AreRight(labels).Count(right => right) / (double)Math.Max(1, Count);

    /// <summary>The same answers at a temperature: p^(1 / temperature), made to sum to 1, is a softmax of the logits over the temperature.</summary>
    /// <param name="temperature">Above 0; above 1 flattens, under 1 sharpens.</param>
    public Predictions AtTemperature(double temperature)
    {
        if (temperature == 1)
        {
            return this;
        }

        var tempered = new float[_probabilities.Length];
        for (var image = 0; image < Count; image++)
        {
            Temper(Distribution(image), tempered.AsSpan(image * Classes, Classes), temperature);
        }

        return new Predictions(tempered, Classes, _outlierScores);
    }

    /// <summary>A softmax at a temperature, from the softmax at temperature 1.</summary>
    /// <param name="distribution">Probabilities at temperature 1.</param>
    /// <param name="tempered">Where the result goes, of the same length.</param>
    /// <param name="temperature">Above 0.</param>
    public static void Temper(ReadOnlySpan<float> distribution, Span<float> tempered, double temperature)
    {
        if (temperature == 1)
        {
            distribution.CopyTo(tempered);
            return;
        }

        // Divided by the largest first, so that a low temperature cannot turn every probability into zero.
        var (largest, sum) = (distribution[ClassRanking.Best(distribution)], 0.0);
        for (var c = 0; c < distribution.Length; c++)
        {
            tempered[c] = (float)Math.Pow(distribution[c] / largest, 1 / temperature);
            sum += tempered[c];
        }

        for (var c = 0; c < tempered.Length; c++)
        {
            tempered[c] = (float)(tempered[c] / sum);
        }
    }

    private static float[] Mean(float[][] numbers)
    {
        var means = new float[numbers[0].Length];
        for (var i = 0; i < means.Length; i++)
        {
            var sum = 0.0;
            foreach (var each in numbers)
            {
                sum += each[i];
            }

            means[i] = (float)(sum / numbers.Length);
        }

        return means;
    }
}
