using NoisyStudent.Evaluation;

namespace NoisyStudent.Reporting.Charts;

/// <summary>A bar from zero.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Colour">The CSS class of its colour.</param>
/// <param name="Value">Its length, as a part, 0 to 1, of the whole.</param>
/// <param name="Text">The number that stands beside it.</param>
/// <param name="Interval">Where its end lies with 95% confidence; null where that is not known.</param>
/// <param name="Mark">What stands for the name beside a thin bar.</param>
public sealed record ChartBar(string Name, string Colour, double Value, string Text, Interval? Interval = null, string? Mark = null);
