using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;

namespace NoisyStudent.PseudoLabels;

/// <summary>What a student learns of its teacher's answer.</summary>
public enum PseudoLabelKind
{
    /// <summary>The distribution over the classes, at a temperature.</summary>
    Soft,

    /// <summary>The most probable class, with label smoothing where that is above 0.</summary>
    Hard,
}

/// <summary>Which part of its pseudo-labeled images a student is to see of each class.</summary>
public enum ClassShares
{
    /// <summary>As many of each class (Xie et al., section 3.1).</summary>
    Equal,

    /// <summary>As many as it has among the labeled images, in proportion.</summary>
    Labeled,
}

/// <summary>How a teacher's answers become a student's training set (Xie et al., sections 2 and 3.1).</summary>
public sealed record PseudoLabelSettings
{
    /// <summary>How many of the run's latest models label together, by their mean answer.</summary>
    public int Ensemble { get; init; } = 1;

    /// <summary>Over which views of a picture the answer is the mean.</summary>
    public TestTimeAugmentation TestTimeAugmentation { get; init; } = TestTimeAugmentation.None;

    /// <summary>By which part of its width a picture is shifted in the shifted views, rounded down to whole pixels, at least one.</summary>
    public double ViewShift { get; init; } = TestTimeViews.Plain.Shift;

    /// <summary>The grey level, 0 to 255, of what such a shift leaves empty, whatever the noise of a training fills with.</summary>
    public int ViewFill { get; init; } = TestTimeViews.Plain.Fill;

    /// <summary>The views with all that decides them.</summary>
    internal TestTimeViews Views => new(TestTimeAugmentation) { Shift = ViewShift, Fill = ViewFill };

    /// <summary>Whether the teacher's answers are taken at the temperature that fits the held-out labeled images best (Guo et al., arXiv 1706.04599).</summary>
    public bool Calibrate { get; init; }

    /// <summary>
    /// The standard deviation of the temperature's logarithm before any picture is seen (<see cref="Calibration"/>): the smaller, the nearer to 1 it stays.
    /// </summary>
    public double CalibrationPrior { get; init; } = Calibration.PriorDeviation;

    /// <summary>
    /// Whether the teacher answers for each batch anew while the student trains, instead of once before, and only its confidence is stored. Its answers are
    /// the same, but for rounding at most.
    /// </summary>
    public bool Online { get; init; }

    /// <summary>Whether the teacher is noised while it labels, against Algorithm 1, to see what that costs (Xie et al., table 6).</summary>
    public bool NoisedTeacher { get; init; }

    /// <summary>
    /// Images are dropped that look stranger to the teacher than all but this part, 0 to 1, of the held-out labeled images look the least strange; empty to keep all.
    /// </summary>
    public double? KeepKnown { get; init; }

    /// <summary>
    /// How many of an answer's largest probabilities are kept, the rest being spread evenly over the other classes; 0 for all. Empty for all up to 100
    /// classes, and the 10 largest of more.
    /// </summary>
    public int? Largest { get; init; }

    /// <summary>What a student learns of its teacher's answer.</summary>
    public PseudoLabelKind Kind { get; init; } = PseudoLabelKind.Soft;

    /// <summary>
    /// For soft pseudo-labels: probabilities are raised to 1 / temperature and sum to 1 again; above 1 flattens, under 1 sharpens.
    /// </summary>
    public double Temperature { get; init; } = 1;

    /// <summary>For hard pseudo-labels: this much of the probability, 0 to 1, is spread over all classes.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Images whose confidence is under this, 0 to 1, are dropped.</summary>
    public double Threshold { get; init; }

    /// <summary>Of the images of each class that remain, this fraction, 0 to under 1, is dropped: the least confident ones; 0 for none.</summary>
    public double ClassQuantile { get; init; }

    /// <summary>Whether a class with too few images gets copies of them.</summary>
    public bool Balance { get; init; } = true;

    /// <summary>Which shares the classes are balanced towards.</summary>
    public ClassShares BalanceTowards { get; init; } = ClassShares.Equal;

    /// <summary>
    /// K, how many images of each class are kept at most, the most confident ones; of shares that are not equal, the mean over the classes. Empty for the mean
    /// over the classes when balanced, which keeps the number of images, and for all of them when not.
    /// </summary>
    public int? PerClass { get; init; }

    /// <summary>Refuses settings that are out of range.</summary>
    /// <param name="prefix">What stands before a setting's name in a message.</param>
    /// <exception cref="NoisyStudentException">One is.</exception>
    public void Require(string prefix)
    {
        SettingRange.Require($"{prefix}ensemble", Ensemble, 1, 1000);
        SettingRange.RequirePositive($"{prefix}view-shift", ViewShift, 0.5);
        SettingRange.Require($"{prefix}view-fill", ViewFill, 0, 255);
        SettingRange.Require($"{prefix}calibration-prior", CalibrationPrior, 1e-3, 100);
        SettingRange.Require($"{prefix}keep-known", KeepKnown ?? 1, 0, 1);
        SettingRange.Require($"{prefix}largest", Largest ?? 0, 0, 100_000);
        SettingRange.RequirePositive($"{prefix}temperature", Temperature, 1000);
        SettingRange.Require($"{prefix}label-smoothing", LabelSmoothing, 0, 0.99);
        SettingRange.Require($"{prefix}threshold", Threshold, 0, 1);
        SettingRange.Require($"{prefix}class-quantile", ClassQuantile, 0, 0.999999);
        SettingRange.Require($"{prefix}per-class", PerClass ?? 1, 1, 1e8);
    }
}
