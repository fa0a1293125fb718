using NoisyStudent.Datasets;
using NoisyStudent.Networks;

namespace NoisyStudent.Training;

/// <summary>What one model of a run is trained on, and for how long.</summary>
internal sealed record TrainingPlan
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

    /// <summary>
    /// The labeled images to whose features the last layer is fitted before the first step, and beside them to those of all <see cref="Parts"/> but the first, by the weight of each;
    /// null where it starts otherwise.
    /// </summary>
    public LabeledSet? FitLastLayerTo { get; init; }

    /// <summary>What came out of that; null where it is not wanted, or not done yet.</summary>
    public LastLayerFit? LastLayer { get; init; }

    /// <summary>What the frozen stages make of the images, for each of <see cref="Parts"/>, null for one without images; null where batches are made of images.</summary>
    public IReadOnlyList<StageOutputs?>? Outputs { get; init; }

    /// <summary>
    /// What batches are made of: at least one part with images, each of another name. A part's number among them keys its order and its noise; the images of the first
    /// are those that a network is prepared with (<see cref="ClassifierNetwork.Prepare"/>).
    /// </summary>
    /// <exception cref="ArgumentException">No part has images, or two are of one name.</exception>
    public required IReadOnlyList<TrainingPart> Parts
    {
        get;
        init => field = value.Any(part => part.Images > 0) && value.DistinctBy(part => part.Name).Count() == value.Count
            ? value : throw new ArgumentException("A plan takes at least one part with images, and a name of its own for each part.", nameof(value));
    }

    /// <summary>The learning rate at the end of the warm-up.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How many steps the training takes.</summary>
    public required long Steps { get; init; }

    /// <summary>How many steps make an epoch.</summary>
    public required double StepsPerEpoch { get; init; }

    /// <summary>How many images a step takes, those of all parts.</summary>
    public int ImagesPerStep => Parts.Sum(part => part.Images);

    /// <summary>How many images at the front of a batch get dropout and stochastic depth; null for all.</summary>
    public int? NoisedPerBatch => Parts.All(part => part.HasModelNoise) ? null : Parts.Where(part => part.HasModelNoise).Sum(part => part.Images);

    /// <summary>How many images go through the network in all.</summary>
    public long TotalImages => Steps * ImagesPerStep;

    /// <summary>Held-out labeled images, for reporting progress alone.</summary>
    public required LabeledSet Validation { get; init; }

    /// <summary>The same training from other weights: the network sees pixels as those did, where that is known and the channels are the same.</summary>
    /// <param name="start">The weights; null for random ones.</param>
    public TrainingPlan From(InitialWeights? start) => this with
    {
        Start = start,
        Description = start?.Normalization is { } known && known.Channels == Description.Normalization.Channels ? Description with { Normalization = known } : Description,
    };

    /// <summary>How many steps some epochs take; at least one, but for none at all.</summary>
    /// <param name="epochs">Passes over the images.</param>
    /// <param name="images">How many there are.</param>
    /// <param name="batchSize">How many of them a step takes.</param>
    public static long StepsOf(double epochs, int images, int batchSize) =>
        epochs == 0 ? 0 : Math.Max(1, (long)Math.Round(epochs * images / batchSize));
}
