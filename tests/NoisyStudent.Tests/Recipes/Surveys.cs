using NoisyStudent.Datasets;
using ClassCount = NoisyStudent.Datasets.ClassCount;

namespace NoisyStudent.Tests.Recipes;

/// <summary>What sets look like for which recipes are made.</summary>
internal static class Surveys
{
    /// <summary>Square pictures of one size, as many of each class.</summary>
    public static DatasetSurvey Of(int pictures, int classes, int side, bool isGrey = false, bool digits = false) => new()
    {
        Pictures = pictures,
        Classes = [.. Enumerable.Range(0, classes).Select(c => new ClassCount(digits ? $"{c}" : $"class {c}", pictures / classes))],
        ShorterSideMinimum = side,
        ShorterSideMedian = side,
        ShorterSideMaximum = side,
        TypicalWidth = side,
        TypicalHeight = side,
        IsGrey = isGrey,
        OtherFilesIgnored = 0,
    };
}
