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

    /// <summary>What is left of it to do.</summary>
    /// <param name="results">What was measured before.</param>
    public EvaluationSettings Without(EvaluationResults results) => this with
    {
        Corruptions = Corruptions && !results.Models.All(model => model.Corruptions is not null),
        Perturbations = Perturbations && !results.Models.All(model => model.Perturbations is not null),
        Attacks = Attacks && !results.Models.All(model => model.Attacks is not null),
    };
}
