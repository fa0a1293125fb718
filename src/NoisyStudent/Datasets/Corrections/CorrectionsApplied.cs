using NoisyStudent.Events;

namespace NoisyStudent.Datasets.Corrections;

/// <summary>Corrections were applied to a labeled set.</summary>
/// <param name="Version">The short form of their version.</param>
/// <param name="Changed">How many pictures have another class now.</param>
/// <param name="LeftOut">How many are of none of the classes, and left out.</param>
/// <param name="Right">How many had the right class already.</param>
/// <param name="NewClasses">The classes that the set did not have.</param>
/// <param name="Unknown">How many corrections name no picture of the set.</param>
/// <param name="FirstUnknown">The first such name; null where there is none.</param>
/// <param name="Replaced">How many name a picture whose file is another one now, which keeps its label.</param>
/// <param name="FirstReplaced">The first such name; null where there is none.</param>
/// <param name="Superseded">How many do not count, as a later one is of the same picture.</param>
public sealed record CorrectionsApplied(
    string Version, int Changed, int LeftOut, int Right, IReadOnlyList<string> NewClasses,
    int Unknown, string? FirstUnknown, int Replaced, string? FirstReplaced, int Superseded) : RunEvent;
