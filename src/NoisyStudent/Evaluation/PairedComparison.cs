namespace NoisyStudent.Evaluation;

/// <summary>Two models on the same images: where only one of them is right, and how likely that would be by chance.</summary>
/// <param name="OnlyBaseline">Images that only the baseline gets right.</param>
/// <param name="OnlyModel">Images that only the model gets right.</param>
/// <param name="PValue">
/// McNemar's test, exact and two-sided: how likely a split as uneven as this is, or a more uneven one, were both models equally good.
/// </param>
public sealed record PairedComparison(long OnlyBaseline, long OnlyModel, double PValue)
{
    /// <summary>Compares two models.</summary>
    /// <param name="baseline">Whether the baseline is right, for each image.</param>
    /// <param name="model">The same of the model, for the same images.</param>
    public static PairedComparison Of(IReadOnlyList<bool> baseline, IReadOnlyList<bool> model)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(model.Count, baseline.Count);
        var onlyBaseline = baseline.Zip(model).Count(each => each.First && !each.Second);
        var onlyModel = baseline.Zip(model).Count(each => each.Second && !each.First);
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
