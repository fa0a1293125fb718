using NoisyStudent.Prediction;

namespace NoisyStudent.Evaluation;

/// <summary>Accuracy over confidence, in bins (Guo et al., arXiv 1706.04599).</summary>
internal static class ReliabilityDiagram
{
    /// <summary>How many bins there are, of equal width.</summary>
    public const int Bins = 15;

    /// <summary>Sorts answers into bins.</summary>
    /// <param name="predictions">A distribution for each image.</param>
    /// <param name="labels">The true class of each.</param>
    public static IReadOnlyList<ReliabilityBin> Of(Predictions predictions, IReadOnlyList<int> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, predictions.Count);
        var bins = new (long Correct, double Confidence, long Images)[Bins];
        for (var i = 0; i < labels.Count; i++)
        {
            var confidence = predictions.Confidence(i);
            ref var bin = ref bins[Math.Clamp((int)Math.Ceiling(confidence * Bins) - 1, 0, Bins - 1)];
            bin = (bin.Correct + (predictions.Class(i) == labels[i] ? 1 : 0), bin.Confidence + confidence, bin.Images + 1);
        }

        return [.. bins.Select((bin, number) =>
        {
            double images = Math.Max(1, bin.Images);
            return new ReliabilityBin(number / (double)Bins, (number + 1) / (double)Bins, bin.Images, bin.Confidence / images, bin.Correct / images);
        })];
    }

    /// <summary>The expected calibration error, 0 to 1: the mean distance of accuracy from confidence over the bins, weighted by their images.</summary>
    /// <param name="bins">The diagram.</param>
    public static double ExpectedCalibrationError(IReadOnlyList<ReliabilityBin> bins) =>
        bins.Sum(bin => bin.Images * Math.Abs(bin.Accuracy - bin.Confidence)) / Math.Max(1, bins.Sum(bin => bin.Images));
}
