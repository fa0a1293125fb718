namespace NoisyStudent.Training;

/// <summary>One of the parts that every batch of a training is made of.</summary>
internal sealed record TrainingPart
{
    /// <summary>What it is called; checkpoints keep by this name what goes on from step to step.</summary>
    public required string Name { get; init; }

    /// <summary>Its images and their targets.</summary>
    public required TrainingSet Set { get; init; }

    /// <summary>How many of them are in each batch; 0 leaves the part out, and the others keep their numbers.</summary>
    public required int Images { get; init; }

    /// <summary>The weight of its loss.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>What the loss of an image of each class counts, by the most probable class of its target; null for 1.</summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>Whether its images get all input noise; else crop and flip alone.</summary>
    public bool HasFullInputNoise { get; init; } = true;

    /// <summary>Whether its images get dropout and stochastic depth.</summary>
    public bool HasModelNoise { get; init; } = true;
}
