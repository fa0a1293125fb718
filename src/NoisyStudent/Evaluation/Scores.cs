using NoisyStudent.Prediction;

namespace NoisyStudent.Evaluation;

/// <summary>How good predictions are on labeled images.</summary>
/// <param name="Top1">The fraction of images, 0 to 1, whose most probable class is the label.</param>
/// <param name="Top5">The fraction, 0 to 1, whose label is among the five most probable classes.</param>
/// <param name="Ece">
/// The expected calibration error, 0 to 1: over 15 equal bins of confidence, the mean distance of accuracy from confidence, weighted by the
/// images in the bin (Guo et al., arXiv 1706.04599).
/// </param>
/// <param name="NegativeLogLikelihood">The mean of -log of the label's probability, in nats, where a probability counts as at least 1e-12.</param>
public sealed record Scores(double Top1, double Top5, double Ece, double NegativeLogLikelihood)
{
    private const double LeastProbability = 1e-12;

    /// <summary>The mean recall of the classes, each counting alike, of those that have images; null where there are none, and in files of earlier versions.</summary>
    public double? BalancedAccuracy { get; init; }

    /// <summary>The mean F1 of the same classes.</summary>
    public double? MacroF1 { get; init; }

    /// <summary>Scores predictions.</summary>
    /// <param name="predictions">A distribution for each image.</param>
    /// <param name="labels">The true class of each.</param>
    public static Scores Of(Predictions predictions, IReadOnlyList<int> labels)
    {
        var ece = ReliabilityDiagram.ExpectedCalibrationError(ReliabilityDiagram.Of(predictions, labels));
        var (top1, top5, likelihood) = (0, 0, 0.0);
        for (var i = 0; i < labels.Count; i++)
        {
            var distribution = predictions.Distribution(i);
            top1 += predictions.Class(i) == labels[i] ? 1 : 0;
            top5 += RankOf(distribution, labels[i]) < 5 ? 1 : 0;
            likelihood -= Math.Log(Math.Max(LeastProbability, distribution[labels[i]]));
        }

        double count = Math.Max(1, labels.Count);
        var classes = ClassAnswers.Of(predictions, labels);
        return new Scores(top1 / count, top5 / count, ece, likelihood / count)
        {
            BalancedAccuracy = classes.Average(each => each.Recall),
            MacroF1 = classes.Average(each => ClassScores.F1Of(each.Precision, each.Recall)),
        };
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
