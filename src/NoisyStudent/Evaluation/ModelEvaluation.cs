using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Evaluation.Perturbations;

namespace NoisyStudent.Evaluation;

/// <summary>All that was measured of one model on one labeled set.</summary>
public sealed record ModelEvaluation
{
    /// <summary>What people call it: <c>teacher</c>, <c>student 1</c>, or the name of its file.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its network.</summary>
    public required string Network { get; init; }

    /// <summary>SHA-256 of its file.</summary>
    public required string Hash { get; init; }

    /// <summary>On the images as they are.</summary>
    public required CleanResult Clean { get; init; }

    /// <summary>The same images under the baseline; null for the baseline itself.</summary>
    public PairedComparison? AgainstBaseline { get; init; }

    /// <summary>On corrupted images; null where that was not asked for, as below.</summary>
    public CorruptionResult? Corruptions { get; init; }

    /// <summary>On sequences of images.</summary>
    public PerturbationResult? Perturbations { get; init; }

    /// <summary>Under attacks, in the order of their strength.</summary>
    public IReadOnlyList<AttackResult>? Attacks { get; init; }

    /// <summary>These results, and of earlier ones what is missing here.</summary>
    internal ModelEvaluation Over(ModelEvaluation earlier) => this with
    {
        Corruptions = Corruptions ?? earlier.Corruptions,
        Perturbations = Perturbations ?? earlier.Perturbations,
        Attacks = Attacks ?? earlier.Attacks,
    };
}
