namespace NoisyStudent.Evaluation;

/// <summary>How well a model knows one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Images">How many images are of it.</param>
/// <param name="Precision">Of the images that the model takes for it, the fraction that are of it; null where there are none.</param>
/// <param name="Recall">Of the images that are of it, the fraction that the model takes for it; null where there are none.</param>
public sealed record ClassScores(string Name, long Images, double? Precision, double? Recall)
{
    /// <summary>The harmonic mean of precision and recall; 0 where no image of it is found, null where there is none.</summary>
    public double? F1 => F1Of(Precision, Recall);

    /// <summary>The harmonic mean, 2 P R / (P + R).</summary>
    /// <param name="precision">Null where the class is never answered.</param>
    /// <param name="recall">Null where the class has no image.</param>
    internal static double? F1Of(double? precision, double? recall) =>
        recall is null ? null : precision + recall is > 0 and var sum ? 2 * precision * recall / sum : 0;
}
