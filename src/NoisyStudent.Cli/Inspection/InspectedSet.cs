using NoisyStudent.Datasets;

namespace NoisyStudent.Cli.Inspection;

/// <summary>A set as it is on disk and as training would see it.</summary>
/// <param name="Name"><c>labeled</c>, <c>unlabeled</c> or <c>test</c>.</param>
/// <param name="Survey">What it looks like from outside.</param>
/// <param name="Images">The readable pictures, at the recipe's image size.</param>
/// <param name="Classes">The classes; none of an unlabeled set.</param>
/// <param name="Labels">The class of each picture; none of an unlabeled set.</param>
/// <param name="Unreadable">The files that cannot be read.</param>
internal sealed record InspectedSet(
    string Name, DatasetSurvey Survey, ImageSet Images, IReadOnlyList<string> Classes, IReadOnlyList<int> Labels,
    IReadOnlyList<UnreadableFile> Unreadable)
{
    /// <summary>The readable pictures of a class.</summary>
    /// <param name="name">The class.</param>
    public int[] PicturesOf(string name) =>
        [.. Labels.Index().Where(label => Classes[label.Item] == name).Select(label => label.Index)];
}
