namespace NoisyStudent.Recipes;

/// <summary>How long a run is to take, and how much a machine does meanwhile.</summary>
/// <param name="Budget">The time for all of it.</param>
/// <param name="Pace">How many times as much as two ordinary cores the machine trains in the same time.</param>
public readonly record struct RunTime(TimeSpan Budget, double Pace);
