using NoisyStudent.Evaluation;
using NoisyStudent.Events;

namespace NoisyStudent.PseudoLabels;

/// <summary>A teacher's confidence was measured on held-out pictures.</summary>
/// <param name="Model">Whose pseudo-labels it is for; null where they are for no certain model.</param>
/// <param name="Calibration">The temperature, and what it brings.</param>
/// <param name="Pictures">On how many pictures.</param>
public sealed record CalibrationFitted(string? Model, Calibration Calibration, int Pictures) : RunEvent;

/// <summary>Parts of pseudo-labels were finished already.</summary>
/// <param name="Model">Whose pseudo-labels they are; null where they are for no certain model.</param>
/// <param name="Parts">How many.</param>
public sealed record PartsTaken(string? Model, int Parts) : RunEvent;

/// <summary>A part of pseudo-labels was made of other pictures than those that are there now, and is made anew.</summary>
/// <param name="Part">The name of its file.</param>
public sealed record PartOutdated(string Part) : RunEvent;

/// <summary>A part of pseudo-labels was made of pictures that are no longer there, and is removed.</summary>
/// <param name="Part">The name of its file.</param>
public sealed record PartRemoved(string Part) : RunEvent;
