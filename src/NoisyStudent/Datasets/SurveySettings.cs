using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>What counts when a set is surveyed.</summary>
public sealed record SurveySettings
{
    /// <summary>Of how many classes a labeled set must be.</summary>
    public int LeastClasses { get; init; } = 2;

    /// <summary>A folder that is to be written to: where it lies in the set's own, its pictures are none of the set. Null for none.</summary>
    public string? LeaveOut { get; init; }

    /// <summary>The most pixels a picture may have.</summary>
    public int MostPixels { get; init; } = ImageReader.PixelLimit;
}
