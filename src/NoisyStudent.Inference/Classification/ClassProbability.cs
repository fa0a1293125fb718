namespace NoisyStudent.Classification;

/// <summary>A class and how probable it is.</summary>
/// <param name="Class">The class's name.</param>
/// <param name="Probability">0 to 1; those of all classes add up to 1.</param>
public readonly record struct ClassProbability(string Class, float Probability)
{
    /// <summary>The classes, the most probable first; equals in their own order.</summary>
    /// <param name="probabilities">A probability for each class.</param>
    /// <param name="classes">Their names.</param>
    public static ClassProbability[] Rank(ReadOnlySpan<float> probabilities, IReadOnlyList<string> classes)
    {
        var ranking = new ClassProbability[probabilities.Length];
        for (var i = 0; i < ranking.Length; i++)
        {
            ranking[i] = new ClassProbability(classes[i], probabilities[i]);
        }

        return [.. ranking.OrderByDescending(each => each.Probability)];
    }

    /// <summary>exp(logit) over the sum of those of all classes.</summary>
    /// <param name="logits">A number for each class.</param>
    /// <param name="probabilities">As many probabilities.</param>
    internal static void Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        var (largest, sum) = (float.NegativeInfinity, 0.0);
        foreach (var logit in logits)
        {
            largest = Math.Max(largest, logit);
        }

        foreach (var logit in logits)
        {
            sum += Math.Exp((double)logit - largest);
        }

        for (var i = 0; i < logits.Length; i++)
        {
            probabilities[i] = (float)(Math.Exp((double)logits[i] - largest) / sum);
        }
    }
}
