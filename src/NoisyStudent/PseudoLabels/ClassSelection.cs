namespace NoisyStudent.PseudoLabels;

/// <summary>What became of the images of one class, by their pseudo-label.</summary>
/// <param name="Seen">Images that the teacher put into the class.</param>
/// <param name="Kept">Those of them that the student sees.</param>
/// <param name="Copies">How often it sees them in one pass, copies counted.</param>
/// <param name="Confidence">How confident the teacher was of those that it put there; null where there is none.</param>
public sealed record ClassSelection(long Seen, long Kept, long Copies, ConfidenceQuantiles? Confidence)
{
    private const int Quartiles = 4;

    /// <summary>What became of each class where all that is known are the images that were kept.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="copies">How many copies of each image there are.</param>
    internal static IReadOnlyList<ClassSelection> Of(StoredLabels labels, IReadOnlyList<int> copies)
    {
        var members = Enumerable.Range(0, labels.Count).Where(image => copies[image] > 0).ToLookup(image => labels.Classes[image]);
        return [.. Enumerable.Range(0, labels.ClassCount).Select(c =>
        {
            var confidences = members[c].Select(image => labels.Confidences[image]).Order().ToArray();
            return new ClassSelection(confidences.Length, confidences.Length, members[c].Sum(image => (long)copies[image]), confidences is [] ? null : QuantilesOf(confidences));
        })];
    }

    private static ConfidenceQuantiles QuantilesOf(float[] rising)
    {
        var values = Enumerable.Range(0, Quartiles + 1)
            .Select(which => rising[Math.Max(1, (((long)which * rising.Length) + Quartiles - 1) / Quartiles) - 1]).ToArray();
        return new ConfidenceQuantiles(values[0], values[1], values[2], values[3], values[4]);
    }
}

/// <summary>
/// Quantiles of confidences, exact: each is the least confidence that the said part of the images, but at least one of them, does not exceed.
/// </summary>
/// <param name="Minimum">The least.</param>
/// <param name="LowerQuartile">A quarter does not exceed it.</param>
/// <param name="Median">Half do not exceed it.</param>
/// <param name="UpperQuartile">Three quarters do not exceed it.</param>
/// <param name="Maximum">The greatest.</param>
public sealed record ConfidenceQuantiles(float Minimum, float LowerQuartile, float Median, float UpperQuartile, float Maximum);
