using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Evaluation.Perturbations;

namespace NoisyStudent.Reporting;

/// <summary>Whether an evaluation from a file has all that the report draws, and numbers in their ranges.</summary>
internal static class EvaluationChecks
{
    private const int MostModels = 12;

    /// <summary>Reads an evaluation; of very many models, the first ones.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read, or lacks something.</exception>
    public static EvaluationResults Read(string path)
    {
        var results = EvaluationResults.Read(path);
        return results.Models.All(IsWhole)
            ? results with { Models = [.. results.Models.Take(MostModels)] }
            : throw new NoisyStudentException($"{path} is damaged (a figure is missing or out of its range): evaluate the models again.");
    }

    private static bool IsWhole(ModelEvaluation model) =>
        model is { Name: not null, Network: not null, Clean: { } clean } && IsWhole(clean)
        && IsFractionOrNull(model.AgainstBaseline?.PValue)
        && (model.Corruptions is null || IsWhole(model.Corruptions))
        && (model.Perturbations is null || IsWhole(model.Perturbations))
        && (model.Attacks is null || model.Attacks.All(IsWhole));

    private static bool IsWhole(CleanResult clean) =>
        clean is { Images: >= 0, Scores: { } scores, Classes: { } classes, Reliability: { } bins }
        && AreFractions(scores.Top1, scores.Top5, scores.Ece, clean.Top1Interval.Low, clean.Top1Interval.High)
        && classes.All(each => each is { Name: not null } && IsFractionOrNull(each.Precision) && IsFractionOrNull(each.Recall))
        && bins.All(bin => bin is { Images: >= 0 } && AreFractions(bin.From, bin.To, bin.Confidence, bin.Accuracy))
        && (clean.Confusion is not { } confusion || IsSquare(confusion, classes.Count));

    private static bool IsSquare(IReadOnlyList<IReadOnlyList<int>> confusion, int classes) =>
        confusion.Count == classes && confusion.All(row => row is not null && row.Count == classes && row.All(count => count >= 0));

    private static bool IsWhole(CorruptionResult result) =>
        result is { Images: >= 0, Errors: { } errors } && AreFractions(result.CleanError) && errors.Values.All(each => each is { Length: Corruption.Severities } && AreFractions(each));

    private static bool IsWhole(PerturbationResult result) => result is { Images: >= 0, FlipProbabilities: { } flips } && AreFractions([.. flips.Values]);

    private static bool IsWhole(AttackResult result) => result is { Attack: not null, Epsilon: >= 0 and <= byte.MaxValue, Images: >= 0 } && AreFractions(result.Top1);

    private static bool AreFractions(params ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (value is not (>= 0 and <= 1))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsFractionOrNull(double? value) => value is null or (>= 0 and <= 1);
}
