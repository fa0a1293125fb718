namespace NoisyStudent.Training;

/// <summary>How the losses of labeled and unlabeled images become one. L is a mean cross-entropy, w the weight of the unlabeled.</summary>
public enum LossForm
{
    /// <summary>(L_labeled + w L_unlabeled) / (1 + w): with w = the ratio, the mean over the joint batch (Xie et al., Algorithm 1).</summary>
    Mean,

    /// <summary>L_labeled + w L_unlabeled, as the paper's code has it: the gradient grows with w, so choose the rate with it.</summary>
    Sum,

    /// <summary>
    /// (L_labeled + w avg(L_labeled) / avg(L_unlabeled) L_unlabeled) / (1 + w), avg being moving averages (Zoph et al., arXiv 2006.06882,
    /// section 3.2): for losses of unlike scales.
    /// </summary>
    Normalized,
}

/// <summary>How every model of a run is optimized.</summary>
public sealed record TrainingSettings
{
    /// <summary>The part of the steps, 0 to 1, over which the rate rises linearly from 0.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>Nesterov momentum of stochastic gradient descent.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay of convolution and linear weights; biases and batch-norm have none.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Label smoothing of labeled images: this much of the probability, 0 to 1, is spread over all classes.</summary>
    public double LabelSmoothing { get; init; } = 0.1;

    /// <summary>
    /// Decay of the exponential moving average of weights and batch-norm statistics, which is what gets evaluated and teaches. In the first
    /// steps, n being the step, it is (1 + n) / (10 + n) where that is smaller.
    /// </summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>How the losses of labeled and unlabeled images become one.</summary>
    public LossForm Loss { get; init; } = LossForm.Mean;

    /// <summary>Decay of the moving averages of the losses, 0 to 1; for <see cref="LossForm.Normalized"/> alone.</summary>
    public double LossAverageDecay { get; init; } = 0.99;
}
