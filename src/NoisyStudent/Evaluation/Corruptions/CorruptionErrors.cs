namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>How often a model is wrong on clean and on corrupted pictures.</summary>
/// <param name="CleanError">The fraction of clean pictures, 0 to 1, of which the most probable class is not the label.</param>
/// <param name="Errors">The same at severities 1 to 5 of each corruption, by the names of <see cref="Corruption.Name"/>.</param>
internal sealed record CorruptionErrors(double CleanError, IReadOnlyDictionary<string, double[]> Errors);
