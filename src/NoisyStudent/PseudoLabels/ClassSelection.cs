namespace NoisyStudent.PseudoLabels;

/// <summary>What became of the images of one class, by their pseudo-label.</summary>
/// <param name="Seen">Images that the teacher put into the class.</param>
/// <param name="Kept">Those of them that the student sees.</param>
/// <param name="Copies">How often it sees them in one pass, copies counted.</param>
/// <param name="Confidence">How confident the teacher was of those that it put there; null where there is none.</param>
public sealed record ClassSelection(long Seen, long Kept, long Copies, ConfidenceQuantiles? Confidence);

/// <summary>
/// Quantiles of confidences, exact: each is the least confidence that the said part of the images, but at least one of them, does not exceed.
/// </summary>
/// <param name="Minimum">The least.</param>
/// <param name="LowerQuartile">A quarter does not exceed it.</param>
/// <param name="Median">Half do not exceed it.</param>
/// <param name="UpperQuartile">Three quarters do not exceed it.</param>
/// <param name="Maximum">The greatest.</param>
public sealed record ConfidenceQuantiles(float Minimum, float LowerQuartile, float Median, float UpperQuartile, float Maximum);
