using NoisyStudent.Events;

namespace NoisyStudent.Training;

/// <summary>A network starts from weights that are known.</summary>
/// <param name="Network">The network.</param>
/// <param name="Source">Where the weights come from.</param>
/// <param name="Taken">How many of its tensors are taken from there.</param>
/// <param name="New">The names of those that are not.</param>
public sealed record WeightsTaken(string Network, string Source, int Taken, IReadOnlyList<string> New) : RunEvent;
