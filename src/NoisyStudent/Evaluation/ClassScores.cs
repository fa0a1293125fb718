namespace NoisyStudent.Evaluation;

/// <summary>How well a model knows one class.</summary>
/// <param name="Name">The class.</param>
/// <param name="Images">How many images are of it.</param>
/// <param name="Precision">Of the images that the model takes for it, the fraction that are of it; null where there are none.</param>
/// <param name="Recall">Of the images that are of it, the fraction that the model takes for it; null where there are none.</param>
public sealed record ClassScores(string Name, long Images, double? Precision, double? Recall);
