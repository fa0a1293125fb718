using NoisyStudent.Networks;
using NoisyStudent.Torch;
using NoisyStudent.Training.Optimizers;
using NoisyStudent.Training.Schedules;

namespace NoisyStudent.Training;

/// <summary>
/// How the losses of a batch's parts become one. L_i is the mean cross-entropy of part i, w_i its weight; sums are over all parts. A student's parts are its
/// labeled images, of weight 1, and its pseudo-labeled ones, of weight w.
/// </summary>
public enum LossForm
{
    /// <summary>sum(w_i L_i) / sum(w_i): with w = the ratio, the mean over the joint batch (Xie et al., Algorithm 1).</summary>
    Mean,

    /// <summary>sum(w_i L_i), as the paper's code has it: the gradient grows with w, so choose the rate with it.</summary>
    Sum,

    /// <summary>
    /// sum(w_i avg(L_1) / avg(L_i) L_i) / sum(w_i), avg being moving averages (Zoph et al., arXiv 2006.06882, section 3.2): for losses of unlike scales.
    /// However many parts there are, each further one is brought to the scale of the first.
    /// </summary>
    Normalized,
}

/// <summary>What the loss of an image counts, by its class.</summary>
public enum ClassWeights
{
    /// <summary>As much as any other's.</summary>
    None,

    /// <summary>
    /// n / (C n_c), of n images n_c being of its class c, and C the number of classes that have any: every class counts alike, and the mean over the images
    /// is 1. Labeled and pseudo-labeled images have weights of their own; the latter's class is that for which they were selected.
    /// </summary>
    Balanced,
}

/// <summary>By which statistics batch-norm normalizes while a network trains.</summary>
public enum BatchNormStatistics
{
    /// <summary>The batch's; the running ones, which evaluation uses, follow them.</summary>
    Batch,

    /// <summary>The running ones, which stay as they are: for networks that know more pictures than they are shown now.</summary>
    Running,
}

/// <summary>RMSProp's own settings; the defaults are the paper's.</summary>
public sealed record RmsPropSettings
{
    /// <summary>Decay of the moving average of squared gradients, 0 to 1.</summary>
    public double Decay { get; init; } = 0.9;

    /// <summary>Added to that average before its root is taken.</summary>
    public double Epsilon { get; init; } = 1e-3;
}

/// <summary>AdamW's own settings.</summary>
public sealed record AdamWSettings
{
    /// <summary>Decay of the moving average of gradients, 0 to 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the moving average of squared gradients, 0 to 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of that average.</summary>
    public double Epsilon { get; init; } = 1e-8;
}

/// <summary>Muon's own settings.</summary>
public sealed record MuonSettings
{
    /// <summary>Decay of the filters' weights: a step takes this part of them off, times the learning rate.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>The learning rate of all that is no filter of a convolution, over that of the filters.</summary>
    public double OthersRate { get; init; } = 2;
}

/// <summary>How a model is optimized.</summary>
public sealed record TrainingSettings
{
    /// <summary>The type in which convolutions compute. Weights, batch-norm and loss are float32 in any case.</summary>
    public Precision Precision { get; init; } = Precision.Auto;

    /// <summary>What changes the weights.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>Momentum of <see cref="Sgd"/> and <see cref="Optimizers.Muon"/> (Nesterov's) and of <see cref="RmsProp"/>.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>For <see cref="RmsProp"/> alone.</summary>
    public RmsPropSettings Rmsprop { get; init; } = new();

    /// <summary>For <see cref="AdamW"/> alone.</summary>
    public AdamWSettings Adamw { get; init; } = new();

    /// <summary>For <see cref="Muon"/> alone.</summary>
    public MuonSettings Muon { get; init; } = new();

    /// <summary>Weight decay of convolution and linear weights.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Whether biases and batch-norm weights decay too.</summary>
    public bool DecayAll { get; init; }

    /// <summary>Gradients that are longer than this, all of them together, are shortened to it; null for none.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>
    /// The part, above 0, at most 1, by which the running statistics of batch-norm go towards those of a batch at each step; the paper's code has 0.01, which it
    /// writes as a decay of 0.99.
    /// </summary>
    public double BatchNormMomentum { get; init; } = 0.1;

    /// <summary>By which statistics batch-norm normalizes.</summary>
    public BatchNormStatistics BatchNorm { get; init; } = BatchNormStatistics.Batch;

    /// <summary>
    /// How many shallow stages stay as they start, weights and batch-norm statistics (<see cref="ClassifierNetwork.Freeze"/>); as many as there are, or more, leave the
    /// last layer alone to learn.
    /// </summary>
    public int FrozenStages { get; init; }

    /// <summary>
    /// Whether the training begins with a last layer that is fitted to the features of the labeled images, and of a student's pseudo-labeled ones by the weight of their
    /// loss (<see cref="LastLayerFit"/>), so that gradients of a random one do not spoil what the stages know (Kumar et al., arXiv 2202.10054).
    /// </summary>
    public bool FitLastLayer { get; init; }

    /// <summary>The learning rate of each stage over that of the stage after it, above 0, at most 1; the last layer has the whole rate.</summary>
    public double LayerDecay { get; init; } = 1;

    /// <summary>How the rate goes from step to step.</summary>
    public Schedule Schedule { get; init; } = Schedule.Cosine;

    /// <summary>The part of the steps, 0 to 1, over which the rate rises linearly from 0.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>What the rate is multiplied by; for <see cref="ExponentialSchedule"/> alone.</summary>
    public double RateDecay { get; init; } = 0.97;

    /// <summary>After how many epochs each time; for <see cref="ExponentialSchedule"/> alone.</summary>
    public double RateDecayEpochs { get; init; } = 2.4;

    /// <summary>Label smoothing of labeled images: this much of the probability, 0 to 1, is spread over all classes.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>Decay of the exponential moving average of weights and batch-norm statistics, which is what gets evaluated and teaches.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Whether that decay is smaller in the first steps: (1 + n) / (10 + n), n being the step from 0, where that is less.</summary>
    public bool AverageWarmUp { get; init; } = true;

    /// <summary>How the losses of a batch's parts become one.</summary>
    public LossForm Loss { get; init; } = LossForm.Mean;

    /// <summary>Decay of the moving averages of the losses, 0 to 1; for <see cref="LossForm.Normalized"/> alone.</summary>
    public double LossAverageDecay { get; init; } = 0.99;

    /// <summary>What the loss of an image counts, by its class.</summary>
    public ClassWeights ClassWeights { get; init; } = ClassWeights.None;

    /// <summary>The weight of each class; null where all count alike.</summary>
    /// <param name="images">How many images each has.</param>
    internal IReadOnlyList<float>? WeightsOf(IReadOnlyList<long> images)
    {
        var (whole, classes) = (images.Sum(), images.Count(count => count > 0));
        return ClassWeights == ClassWeights.None ? null : [.. images.Select(count => count == 0 ? 1 : (float)(whole / ((double)classes * count)))];
    }

    /// <summary>The schedule of one training.</summary>
    /// <param name="peak">The rate after the warm-up.</param>
    /// <param name="steps">How many steps the training takes.</param>
    /// <param name="stepsPerEpoch">How many of them make an epoch.</param>
    internal ILearningRateSchedule ScheduleOf(double peak, long steps, double stepsPerEpoch)
    {
        var warmUpSteps = (long)Math.Round(WarmUp * steps);
        return Schedule switch
        {
            Schedule.Cosine => new CosineSchedule(peak, warmUpSteps, steps),
            Schedule.Exponential => new ExponentialSchedule(peak, warmUpSteps, RateDecay, RateDecayEpochs * stepsPerEpoch),
            Schedule.OneCycle => new OneCycleSchedule(peak, warmUpSteps, steps),
            _ => throw new InvalidOperationException($"Unknown schedule {Schedule}."),
        };
    }
}
