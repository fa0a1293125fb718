using NoisyStudent.Evaluation;
using NoisyStudent.Runs;

namespace NoisyStudent.Reporting;

/// <summary>A model of the run, as the report shows it.</summary>
/// <param name="Result">What became of it.</param>
/// <param name="Evaluation">What was measured of it beside the others; null where nothing was.</param>
/// <param name="IsTested">Whether its top-1 is that of the test images, not of held-out labeled ones.</param>
/// <param name="TestImages">How many test images there are; null where that is not known.</param>
/// <param name="Colour">The CSS class of its colour.</param>
public sealed record ReportedModel(ModelResult Result, ModelEvaluation? Evaluation, bool IsTested, long? TestImages, string Colour)
{
    private const int Tints = 4;

    /// <summary>What people call it.</summary>
    public string Name => Result.Name;

    /// <summary>The fraction, 0 to 1, of the test images that it gets right, or of the validation images where there is no test.</summary>
    public double? Top1 => Evaluation?.Clean.Scores.Top1 ?? Result.Test?.Top1 ?? Result.Validation?.Top1;

    /// <summary>The 95% interval of the top-1; null where the number of images is not known.</summary>
    public Interval? Interval => Evaluation?.Clean.Top1Interval
        ?? (Result.Test is { } test && TestImages is { } images ? NoisyStudent.Evaluation.Interval.Wilson((long)Math.Round(test.Top1 * images), images) : null);

    /// <summary>The colour of a model: grey for the teacher, the accent for the last student, tints of it between.</summary>
    /// <param name="number">The model's number among those that are shown.</param>
    /// <param name="count">How many are shown.</param>
    public static string ColourOf(int number, int count) =>
        number == 0 ? "teacher" : number == count - 1 ? "last" : $"tint-{1 + ((number - 1) % Tints)}";
}
