namespace NoisyStudent.Recipes;

/// <summary>How long models train, and in what steps.</summary>
/// <param name="Network">The network of all of them; null for the largest for small pictures that the time is enough for.</param>
/// <param name="NetworkReason">Why that.</param>
/// <param name="TeacherShare">What the teacher may cost, as a share of the whole.</param>
/// <param name="StudentShares">What each student may cost.</param>
internal sealed record TrainingScale(string? Network, string NetworkReason, double TeacherShare, IReadOnlyList<double> StudentShares)
{
    /// <summary>So many of the first models, the teacher among them, are what it starts from with a last layer of their own: that takes seconds.</summary>
    public int LastLayers { get; init; }

    /// <summary>How many images a teacher is to see at least, where there is time for them.</summary>
    public required double LeastTeacherPasses { get; init; }

    /// <summary>How many images a student is to see at least.</summary>
    public required double LeastStudentPasses { get; init; }

    /// <summary>More epochs are of no use to a teacher.</summary>
    public required double MostTeacherEpochs { get; init; }

    /// <summary>More epochs, of labeled and unlabeled images together, are of no use to a student.</summary>
    public required double MostStudentEpochs { get; init; }

    /// <summary>How often a student is to see each label.</summary>
    public required int WantedEpochs { get; init; }

    /// <summary>Labeled images of a teacher's step.</summary>
    public required int TeacherBatch { get; init; }

    /// <summary>All images of a student's step.</summary>
    public required int StudentBatch { get; init; }

    /// <summary>The learning rate of a whole batch.</summary>
    public required double FullRate { get; init; }

    /// <summary>Whether smaller batches have a smaller rate.</summary>
    public required bool RateFalls { get; init; }

    /// <summary>Why rates are as they are.</summary>
    public string RateReason => RateFalls ? "it goes with the batch size" : "Muon's steps are as long, however large the batch";

    /// <summary>The rate, which may fall with the batch (Goyal et al., arXiv 1706.02677), though not without end.</summary>
    /// <param name="batch">Images of a step.</param>
    /// <param name="fullBatch">Those for which the whole rate is.</param>
    public double Rate(double batch, double fullBatch) => RateFalls ? Math.Round(FullRate * Math.Clamp(batch / fullBatch, 0.25, 1), 4) : FullRate;
}
