namespace NoisyStudent.Evaluation;

/// <summary>Two models on the same images: where only one of them is right, and how likely that would be by chance.</summary>
/// <param name="OnlyBaseline">Images that only the baseline gets right.</param>
/// <param name="OnlyModel">Images that only the model gets right.</param>
/// <param name="PValue">
/// McNemar's test, exact and two-sided: how likely a split as uneven as this is, or a more uneven one, were both models equally good.
/// </param>
public sealed record PairedComparison(long OnlyBaseline, long OnlyModel, double PValue)
{
    /// <summary>Compares answers.</summary>
    /// <param name="baseline">The baseline's.</param>
    /// <param name="model">The model's, for the same images.</param>
    /// <param name="labels">The true class of each.</param>
    public static PairedComparison Of(Predictions baseline, Predictions model, IReadOnlyList<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(baseline.Count, labels.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(model.Count, labels.Count);
        var (onlyBaseline, onlyModel) = (0, 0);
        for (var i = 0; i < labels.Count; i++)
        {
            var (first, second) = (baseline.Class(i) == labels[i], model.Class(i) == labels[i]);
            onlyBaseline += first && !second ? 1 : 0;
            onlyModel += second && !first ? 1 : 0;
        }

        return new PairedComparison(onlyBaseline, onlyModel, TwoSided(Math.Min(onlyBaseline, onlyModel), onlyBaseline + onlyModel));
    }

    /// <summary>Twice the chance of at most so many heads among tosses of a fair coin, and at most 1.</summary>
    private static double TwoSided(int heads, int tosses)
    {
        var (logChance, sum) = (-tosses * Math.Log(2), 0.0);
        for (var i = 0; i <= heads; i++)
        {
            sum += Math.Exp(logChance);
            logChance += Math.Log(tosses - i) - Math.Log(i + 1);
        }

        return Math.Min(1, 2 * sum);
    }
}
