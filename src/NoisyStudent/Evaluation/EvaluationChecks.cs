using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Evaluation.Perturbations;

namespace NoisyStudent.Evaluation;

/// <summary>Whether an evaluation from a file is whole, and its numbers in their ranges: files may be damaged, or another's.</summary>
internal static class EvaluationChecks
{
    /// <summary>Whether nothing is missing or out of its range.</summary>
    /// <param name="results">What was read.</param>
    public static bool AreWhole(EvaluationResults results) =>
        results is { Test: not null, TestHash: not null, Baseline: not null, Models: [_, ..] models, Remarks: { } remarks }
        && remarks.All(remark => remark is not null) && models.All(model => model is not null && IsWhole(model));

    private static bool IsWhole(ModelEvaluation model) =>
        model is { Name: not null, Network: not null, Hash: not null, Clean: { } clean } && IsWhole(clean)
        && (model.AgainstBaseline is null or { OnlyModel: >= 0, OnlyBaseline: >= 0, PValue: >= 0 and <= 1 })
        && (model.Corruptions is null || IsWhole(model.Corruptions))
        && (model.Perturbations is null || IsWhole(model.Perturbations))
        && (model.Attacks is null || model.Attacks.All(each => each is not null && IsWhole(each)));

    private static bool IsWhole(CleanResult clean) =>
        clean is { Images: >= 0, Scores: { } scores, Classes: { } classes, Reliability: { } bins }
        && AreFractions(scores.Top1, scores.Top5, scores.Ece, clean.Top1Interval.Low, clean.Top1Interval.High)
        && IsFractionOrNull(scores.BalancedAccuracy) && IsFractionOrNull(scores.MacroF1)
        && classes.All(each => each is { Name: not null } && IsFractionOrNull(each.Precision) && IsFractionOrNull(each.Recall))
        && bins.All(bin => bin is { Images: >= 0 } && AreFractions(bin.From, bin.To, bin.Confidence, bin.Accuracy))
        && (clean.Confusion is not { } confusion || IsSquare(confusion, classes.Count));

    private static bool IsSquare(IReadOnlyList<IReadOnlyList<int>> confusion, int classes) =>
        confusion.Count == classes && confusion.All(row => row is not null && row.Count == classes && row.All(count => count >= 0));

    private static bool IsWhole(CorruptionResult result) =>
        result is { Images: >= 0, Errors: { } errors } && AreFractions(result.CleanError) && Corruption.All.All(corruption => errors.ContainsKey(corruption.Name))
        && errors.Values.All(each => each is { Length: Corruption.Severities } && AreFractions(each));

    private static bool IsWhole(PerturbationResult result) =>
        result is { Images: >= 0, FlipProbabilities: { } flips, Top5Distances: { } distances }
        && Perturbation.All.All(each => flips.ContainsKey(each.Name) && distances.ContainsKey(each.Name))
        && AreFractions([.. flips.Values]) && distances.Values.All(each => each >= 0);

    private static bool IsWhole(AttackResult result) =>
        result is { Attack: not null, Epsilon: >= 0 and <= byte.MaxValue, Images: >= 0 } && AreFractions(result.Top1, result.CleanTop1);

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
