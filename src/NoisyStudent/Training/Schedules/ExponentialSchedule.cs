namespace NoisyStudent.Training.Schedules;

/// <summary>
/// A learning rate that rises linearly and then falls by a factor at equal distances, counted from the first step (Xie et al., section 3.1).
/// </summary>
/// <param name="Peak">The rate after the warm-up, but for the decays that fall into it.</param>
/// <param name="WarmUpSteps">Over how many steps it rises.</param>
/// <param name="Factor">What it is multiplied by, 0 to 1: 0.97 in the paper.</param>
/// <param name="Every">After how many steps: those of 2.4 epochs in the paper.</param>
internal sealed record ExponentialSchedule(double Peak, long WarmUpSteps, double Factor, double Every) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double RateAt(long step) => step < WarmUpSteps
        ? Peak * (step + 1) / WarmUpSteps
        : Peak * Math.Pow(Factor, Math.Floor(step / Every));
}
