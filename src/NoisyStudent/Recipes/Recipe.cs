using NoisyStudent.Datasets.Duplicates;
using NoisyStudent.Evaluation;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Training;
using NoisyStudent.Training.Schedules;

namespace NoisyStudent.Recipes;

/// <summary>Everything that decides a run, but for the data: whoever has recipe and data can repeat it.</summary>
public sealed record Recipe
{
    /// <summary>The recipe's name.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>What it is for, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>All randomness of a run is a function of it, but for what <see cref="SplitSeed"/> decides.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Decides which labeled pictures are held out; empty for <see cref="Seed"/>.</summary>
    public long? SplitSeed { get; init; }

    /// <summary>The seed by which labeled pictures are held out.</summary>
    public long HeldOutSeed => SplitSeed ?? Seed;

    /// <summary>Width and height in pixels to which every picture is fitted.</summary>
    public int ImageSize { get; init; } = 32;

    /// <summary>
    /// Width and height in pixels at which pictures are kept, when that is to be more than <see cref="ImageSize"/>: a random-resized crop then
    /// shows more detail, and a fine-tuning at a larger size has its pixels. Empty for the largest size that anything needs.
    /// </summary>
    public int? StoredSize { get; init; }

    /// <summary>Width and height in pixels at which pictures are kept.</summary>
    public int KeptSize => StoredSize ?? Enumerable.Range(0, Students.Count + 1).Max(model => Math.Max(ImageSize, SectionsOf(model).FineTuning.ImageSize ?? 0));

    /// <summary>What decides the pixels that are kept of a picture.</summary>
    internal (int ImageSize, ImageFit Fit, int SampleBits) KeptInput => (KeptSize, Fit, SampleBits);

    /// <summary>What the networks see of a picture: 3 for red, green and blue, 1 for its luma (ITU-R BT.601).</summary>
    public int Channels { get; init; } = RgbImage.Channels;

    /// <summary>What becomes of pictures that are no squares.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>How many bits of a sample of 16 count, 8 to 16, as <see cref="ImageReading.SampleBits"/>.</summary>
    public int SampleBits { get; init; } = ImageReading.WholeSampleBits;

    /// <summary>The part of the labeled images, 0 to 1, held out for validation, the same part of each class.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Which unlabeled pictures that are in the validation or test set too are left out.</summary>
    public DuplicateRemoval RemoveDuplicates { get; init; } = DuplicateRemoval.ExactAndNear;

    /// <summary>Whether a student may be smaller than its teacher. The method wants an equal or larger one.</summary>
    public bool AllowSmaller { get; init; }

    /// <summary>Input noise of training images; models may give settings of their own.</summary>
    public InputNoise Noise { get; init; } = new();

    /// <summary>Optimization; models may give settings of their own.</summary>
    public TrainingSettings Training { get; init; } = new();

    /// <summary>What follows the training; models may give settings of their own.</summary>
    public FineTuningSettings FineTuning { get; init; } = new();

    /// <summary>From a teacher's answers to a student's training set.</summary>
    public PseudoLabelSettings PseudoLabels { get; init; } = new();

    /// <summary>What is measured of the models on top of their worth on clean test images.</summary>
    public EvaluationSettings Evaluation { get; init; } = new();

    /// <summary>Iteration 0: trained on labels alone.</summary>
    public ModelSettings Teacher { get; init; } = new();

    /// <summary>The students, in order; each is the teacher of the next.</summary>
    public IReadOnlyList<StudentSettings> Students { get; init; } = [new()];

    /// <summary>The settings that each model has for itself.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public ModelSettings ModelSettingsOf(int iteration) => iteration == 0 ? Teacher : Students[iteration - 1];

    /// <summary>Whether a model is what it starts from, but for its last layer.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    internal bool IsLastLayerAlone(int iteration) => ModelSettingsOf(iteration).Epochs == 0 && SectionsOf(iteration).FineTuning.Epochs == 0;

    /// <summary>Whether it gives the same features as the model before it, which are kept.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    internal bool SharesFeatures(int iteration) =>
        iteration > 0 && IsLastLayerAlone(iteration) && IsLastLayerAlone(iteration - 1) && Students[iteration - 1].StartFromTeacher
        && ModelSettingsOf(iteration).Network == ModelSettingsOf(iteration - 1).Network;

    /// <summary>Whether a model labels by features that are kept, as the model after it or the one before it has the same.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    internal bool LabelsByFeatures(int iteration) =>
        !PseudoLabels.NoisedTeacher && (SharesFeatures(iteration) || (iteration < Students.Count && SharesFeatures(iteration + 1)));

    /// <summary>The sections by which a model is trained: its own where it has them, else the run's.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public ModelSections SectionsOf(int iteration)
    {
        var model = ModelSettingsOf(iteration);
        return new ModelSections(model.Noise ?? Noise, model.Training ?? Training, model.FineTuning ?? FineTuning);
    }
}

/// <summary>What differs from model to model.</summary>
public record ModelSettings
{
    /// <summary>The network, by its name.</summary>
    public string Network { get; init; } = "resnet-20";

    /// <summary>
    /// Weights to start from: <c>imagenet</c>, a name, or the path of a file (<see cref="Pretrained.NamedWeights"/>); null for random ones, or for its teacher's.
    /// </summary>
    public string? Init { get; init; }

    /// <summary>Passes over the labeled images.</summary>
    public double Epochs { get; init; } = 100;

    /// <summary>B: labeled images in a batch; a student's unlabeled ones come on top.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The learning rate at the end of the warm-up, from where it falls to 0 along a cosine.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Dropout and stochastic depth.</summary>
    public ModelNoise ModelNoise { get; init; } = new();

    /// <summary>Input noise of its training images, whole; null for the run's.</summary>
    [ModelSection]
    public InputNoise? Noise { get; init; }

    /// <summary>Its optimization, whole; null for the run's.</summary>
    [ModelSection]
    public TrainingSettings? Training { get; init; }

    /// <summary>What follows its training, whole; null for the run's.</summary>
    [ModelSection]
    public FineTuningSettings? FineTuning { get; init; }
}

/// <summary>
/// A short training of labeled images alone that follows: without input noise and at a larger size it mends that objects look larger in training
/// crops than in whole pictures (Touvron et al., arXiv 1906.06423), and the model then works at that size; with noise it is what teaches a student the
/// labels where its training is not <see cref="StudentSettings.Joint"/>.
/// </summary>
public sealed record FineTuningSettings
{
    /// <summary>Passes over the labeled images; 0 for no fine-tuning. The paper's code takes 1.5.</summary>
    public double Epochs { get; init; }

    /// <summary>Width and height in pixels; empty for the recipe's.</summary>
    public int? ImageSize { get; init; }

    /// <summary>How many images a batch has; empty for as many labeled ones as in the training.</summary>
    public int? BatchSize { get; init; }

    /// <summary>The learning rate at the end of the warm-up.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How the rate goes from step to step; empty for the training's schedule.</summary>
    public Schedule? Schedule { get; init; }

    /// <summary>The part of its steps, 0 to 1, over which the rate rises; empty for the training's.</summary>
    public double? WarmUp { get; init; }

    /// <summary>Whether the images get the input noise of the training. Dropout and stochastic depth are the model's in any case.</summary>
    public bool Noise { get; init; }

    /// <summary>
    /// How many shallow stages stay as they are, weights and batch-norm statistics (<see cref="ClassifierNetwork.Freeze"/>): 1 for what comes before the first block,
    /// 2 for the first stage of blocks too, and so on.
    /// </summary>
    public int FrozenStages { get; init; }

    /// <summary>By which settings it optimizes: the training's, but for what it has of its own.</summary>
    /// <param name="training">The training's.</param>
    internal TrainingSettings Over(TrainingSettings training) =>
        training with { Schedule = Schedule ?? training.Schedule, WarmUp = WarmUp ?? training.WarmUp };
}

/// <summary>A student.</summary>
public sealed record StudentSettings : ModelSettings
{
    /// <summary>r: unlabeled images in a batch for each labeled one.</summary>
    public double Ratio { get; init; } = 7;

    /// <summary>The weight of the unlabeled images' loss; empty for the ratio, so that every image counts alike.</summary>
    public double? UnlabeledWeight { get; init; }

    /// <summary>Which noise its unlabeled images get.</summary>
    public UnlabeledNoise UnlabeledNoise { get; init; }

    /// <summary>
    /// Whether it trains on labeled and unlabeled images together; else on unlabeled ones alone, in as many and as large batches, and the fine-tuning
    /// that follows teaches it the labels.
    /// </summary>
    public bool Joint { get; init; } = true;

    /// <summary>
    /// Whether its pictures are selected by its own teacher's answers. Otherwise it learns from those of the student before, labeled anew by its teacher, as
    /// the paper does it.
    /// </summary>
    public bool Reselect { get; init; } = true;

    /// <summary>Whether it starts from its teacher's weights where names agree (<see cref="InitialWeights.CopyTo"/>), instead of from random ones.</summary>
    public bool StartFromTeacher { get; init; }
}
