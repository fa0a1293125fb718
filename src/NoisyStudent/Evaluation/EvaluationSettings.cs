namespace NoisyStudent.Evaluation;

/// <summary>What is measured of models beyond their worth on clean images, which always is.</summary>
public sealed record EvaluationSettings
{
    /// <summary>Whether under the corruptions, at every severity.</summary>
    public bool Corruptions { get; init; }

    /// <summary>Whether on the perturbation sequences.</summary>
    public bool Perturbations { get; init; }

    /// <summary>Whether under attacks.</summary>
    public bool Attacks { get; init; }

    /// <summary>On how many images these are measured, drawn at random; empty for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Whether nothing is to be measured.</summary>
    public bool IsNothing => !(Corruptions || Perturbations || Attacks);

    /// <summary>What is left of it to do: what was measured on as many images, or on more, need not be measured again.</summary>
    /// <param name="results">What was measured before.</param>
    public EvaluationSettings Without(EvaluationResults results) => this with
    {
        Corruptions = Corruptions && !IsMeasured(results, model => model.Corruptions?.Images),
        Perturbations = Perturbations && !IsMeasured(results, model => model.Perturbations?.Images),
        Attacks = Attacks && !IsMeasured(results, model => model.Attacks?.Select(each => each.Images).DefaultIfEmpty().Min()),
    };

    private bool IsMeasured(EvaluationResults results, Func<ModelEvaluation, long?> images) =>
        results.Models.All(model => images(model) >= Math.Min(Limit ?? long.MaxValue, model.Clean.Images));
}
