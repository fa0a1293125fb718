using NoisyStudent.Datasets;
using NoisyStudent.Networks;

namespace NoisyStudent.Training;

/// <summary>What one model of a run is trained on, and for how long.</summary>
public sealed record TrainingPlan
{
    /// <summary>Which model: 0 is the teacher, then the students. It keys all randomness.</summary>
    public required int Iteration { get; init; }

    /// <summary>The network, its classes, image size and normalization.</summary>
    public required ModelDescription Description { get; init; }

    /// <summary>Dropout and stochastic depth.</summary>
    public required ModelNoise ModelNoise { get; init; }

    /// <summary>Weights to start from where they fit; null for random ones.</summary>
    public InitialWeights? Start { get; init; }

    /// <summary>How many stages stay as they start (<see cref="ClassifierNetwork.Freeze"/>), the one before the first block among them; 0 for none.</summary>
    public int FrozenStages { get; init; }

    /// <summary>Labeled images with their labels.</summary>
    public required TrainingSet Labeled { get; init; }

    /// <summary>What the loss of a labeled image of each class counts; null for 1.</summary>
    public IReadOnlyList<float>? LabeledClassWeights { get; init; }

    /// <summary>The same of the unlabeled images, by the most probable class of their target.</summary>
    public IReadOnlyList<float>? UnlabeledClassWeights { get; init; }

    /// <summary>Unlabeled images with their pseudo-labels; null trains on labels alone.</summary>
    public TrainingSet? Unlabeled { get; init; }

    /// <summary>Whether batches hold labeled images too. Without them they are as large: unlabeled images take their places.</summary>
    public bool Joint { get; init; } = true;

    /// <summary>Which noise the unlabeled images get.</summary>
    public UnlabeledNoise UnlabeledNoise { get; init; }

    /// <summary>Unlabeled images in a batch for each labeled one.</summary>
    public double Ratio { get; init; }

    /// <summary>The weight of the unlabeled images' loss.</summary>
    public double UnlabeledWeight { get; init; }

    /// <summary>B: labeled images in a joint batch; the unlabeled ones come on top.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The learning rate at the end of the warm-up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Passes over the labeled images.</summary>
    public required double Epochs { get; init; }

    /// <summary>How many steps the training takes.</summary>
    public long Steps => Math.Max(1, (long)Math.Round(Epochs * Labeled.Images.Count / BatchSize));

    /// <summary>How many steps make an epoch, a pass over the labeled images.</summary>
    public double StepsPerEpoch => (double)Labeled.Images.Count / BatchSize;

    /// <summary>How many labeled images a batch holds.</summary>
    public int LabeledPerBatch => Joint || Unlabeled is null ? BatchSize : 0;

    /// <summary>How many unlabeled images a batch holds.</summary>
    public int UnlabeledPerBatch => ImagesPerStep - LabeledPerBatch;

    /// <summary>How many images a step takes, labeled and unlabeled.</summary>
    public int ImagesPerStep => BatchSize + (Unlabeled is null ? 0 : (int)Math.Round(Ratio * BatchSize));

    /// <summary>How many images at the front of a batch get dropout and stochastic depth; null for all.</summary>
    public int? NoisedPerBatch => Unlabeled is null || UnlabeledNoise != UnlabeledNoise.None ? null : LabeledPerBatch;

    /// <summary>How many images go through the network in all.</summary>
    public long TotalImages => Steps * ImagesPerStep;

    /// <summary>Held-out labeled images, for reporting progress alone.</summary>
    public required LabeledSet Validation { get; init; }
}
