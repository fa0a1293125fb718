using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Reporting;

/// <summary>The pseudo-labels that a student learned from.</summary>
/// <param name="Iteration">The student.</param>
/// <param name="Classes">What became of the pictures of each class.</param>
/// <param name="Seen">How sure the teacher was of all pictures; null where its answers are not kept.</param>
/// <param name="Kept">How sure it was of those that the student sees; null where that is not kept.</param>
public sealed record StudentLabels(
    int Iteration, IReadOnlyDictionary<string, ClassSelection> Classes, ConfidenceHistogram? Seen, ConfidenceHistogram? Kept)
{
    /// <summary>Pictures that the teacher labeled.</summary>
    public long Labeled => Classes.Values.Sum(each => each.Seen);

    /// <summary>Those of them that the student sees.</summary>
    public long Selected => Classes.Values.Sum(each => each.Kept);

    /// <summary>How often it sees them in one pass, copies counted.</summary>
    public long Copies => Classes.Values.Sum(each => each.Copies);
}
