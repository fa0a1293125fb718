using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

/// <summary>The readers under test, stopped when the test run is.</summary>
internal static class Reading
{
    public static LabeledSet Labeled(string path, ReadingSettings settings) =>
        DatasetReader.ReadLabeled(path, settings, TestContext.Current.CancellationToken);

    public static ImageSet Unlabeled(string path, ReadingSettings settings) =>
        DatasetReader.ReadUnlabeled(path, settings, TestContext.Current.CancellationToken);

    public static DatasetSurvey SurveyLabeled(string path) => DatasetSurvey.OfLabeled(path, TestContext.Current.CancellationToken);

    public static DatasetSurvey SurveyUnlabeled(string path) => DatasetSurvey.OfUnlabeled(path, TestContext.Current.CancellationToken);
}
