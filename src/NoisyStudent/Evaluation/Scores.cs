namespace NoisyStudent.Evaluation;

/// <summary>How good predictions are on labeled images.</summary>
/// <param name="Top1">The fraction of images, 0 to 1, whose most probable class is the label.</param>
/// <param name="Top5">The fraction, 0 to 1, whose label is among the five most probable classes.</param>
/// <param name="Ece">
/// The expected calibration error, 0 to 1: over 15 equal bins of confidence, the mean distance of accuracy from confidence, weighted by the
/// images in the bin (Guo et al., arXiv 1706.04599).
/// </param>
public sealed record Scores(double Top1, double Top5, double Ece)
{
    private const int Bins = 15;

    /// <summary>Scores predictions.</summary>
    /// <param name="predictions">A distribution for each image.</param>
    /// <param name="labels">The true class of each.</param>
    public static Scores Of(Predictions predictions, IReadOnlyList<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, predictions.Count);
        var (top1, top5) = (0, 0);
        var bins = new (int Correct, double Confidence, int Count)[Bins];
        for (var i = 0; i < labels.Count; i++)
        {
            var correct = predictions.Class(i) == labels[i] ? 1 : 0;
            top1 += correct;
            top5 += RankOf(predictions.Distribution(i), labels[i]) < 5 ? 1 : 0;
            var confidence = predictions.Confidence(i);
            ref var bin = ref bins[Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1)];
            bin = (bin.Correct + correct, bin.Confidence + confidence, bin.Count + 1);
        }

        double count = Math.Max(1, labels.Count);
        return new Scores(top1 / count, top5 / count, bins.Sum(bin => Math.Abs(bin.Correct - bin.Confidence)) / count);
    }

    /// <summary>How many classes come before the label: those more probable, and equally probable ones with a smaller number.</summary>
    private static int RankOf(ReadOnlySpan<float> distribution, int label)
    {
        var rank = 0;
        for (var c = 0; c < distribution.Length; c++)
        {
            rank += distribution[c] > distribution[label] || (distribution[c] == distribution[label] && c < label) ? 1 : 0;
        }

        return rank;
    }
}
