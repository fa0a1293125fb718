namespace NoisyStudent.Datasets.Corrections;

/// <summary>What a picture of a labeled set really is.</summary>
/// <param name="Name">The picture's name in the set, as <see cref="ImageSet.Names"/> gives it.</param>
/// <param name="Class">The class that it belongs to, which may be new; null where it is of none of the classes.</param>
/// <param name="FileHash">The SHA-256 of its file in 64 hexadecimal digits: a file of other content is not meant. Null where the name alone tells.</param>
public sealed record LabelCorrection(string Name, string? Class, string? FileHash = null);
