namespace NoisyStudent.Training.Schedules;

/// <summary>A learning rate that rises linearly and then falls along half a cosine (Loshchilov and Hutter, arXiv 1608.03983).</summary>
/// <param name="Peak">The rate after the warm-up.</param>
/// <param name="WarmUpSteps">Over how many steps it rises.</param>
/// <param name="Steps">How many steps there are.</param>
internal sealed record CosineSchedule(double Peak, long WarmUpSteps, long Steps) : ILearningRateSchedule
{
    /// <summary>The rate of a step: <see cref="Peak"/> at the end of the warm-up, 0 after the last step.</summary>
    /// <param name="step">From 0.</param>
    public double RateAt(long step) => step < WarmUpSteps
        ? Peak * (step + 1) / WarmUpSteps
        : Peak * 0.5 * (1 + Math.Cos(Math.PI * (step - WarmUpSteps) / Math.Max(1, Steps - WarmUpSteps)));
}
