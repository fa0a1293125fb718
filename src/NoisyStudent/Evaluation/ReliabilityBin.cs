namespace NoisyStudent.Evaluation;

/// <summary>Images of about the same confidence: a bar of a reliability diagram.</summary>
/// <param name="From">The bin's lower end of confidence, exclusive but for 0.</param>
/// <param name="To">Its upper end, inclusive.</param>
/// <param name="Images">How many images are in it.</param>
/// <param name="Confidence">Their mean confidence, 0 to 1; 0 where there are none.</param>
/// <param name="Accuracy">The fraction of them that the model gets right; 0 where there are none.</param>
public sealed record ReliabilityBin(double From, double To, long Images, double Confidence, double Accuracy);
