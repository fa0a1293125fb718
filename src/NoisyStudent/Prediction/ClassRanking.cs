namespace NoisyStudent.Prediction;

/// <summary>Classes in the order of a network's answer.</summary>
internal static class ClassRanking
{
    /// <summary>The most probable class; the first of equals.</summary>
    /// <param name="logits">A number for each class.</param>
    public static int Best(ReadOnlySpan<float> logits)
    {
        var best = 0;
        for (var i = 1; i < logits.Length; i++)
        {
            best = logits[i] > logits[best] ? i : best;
        }

        return best;
    }

    /// <summary>The most probable classes, the most probable first; of equals the first comes first.</summary>
    /// <param name="logits">A number for each class.</param>
    /// <param name="count">How many; all where there are fewer.</param>
    public static int[] Top(float[] logits, int count) =>
        [.. Enumerable.Range(0, logits.Length).OrderByDescending(c => logits[c]).Take(count)];
}
