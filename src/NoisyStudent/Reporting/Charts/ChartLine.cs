namespace NoisyStudent.Reporting.Charts;

/// <summary>A line of a chart.</summary>
/// <param name="Name">Whose.</param>
/// <param name="Colour">The CSS class of its colour.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record ChartLine(string Name, string Colour, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>A line of many points as one of few: the mean of each of so many parts of the way.</summary>
    /// <param name="points">The points.</param>
    /// <param name="most">How many are left at most.</param>
    public static IReadOnlyList<(double X, double Y)> Thinned(IReadOnlyList<(double X, double Y)> points, int most) => points.Count <= most
        ? points
        : [.. points.Index().GroupBy(point => (long)point.Index * most / points.Count)
            .Select(part => (part.Average(point => point.Item.X), part.Average(point => point.Item.Y)))];
}
