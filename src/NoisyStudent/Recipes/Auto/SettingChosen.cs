using NoisyStudent.Events;

namespace NoisyStudent.Recipes;

/// <summary>A choice that a recipe was made by.</summary>
/// <param name="Key">The setting.</param>
/// <param name="Value">Its value; null where that stands in a section that was given as a whole.</param>
/// <param name="Reason">Why.</param>
public sealed record SettingChosen(string Key, string? Value, string Reason) : RunEvent;
