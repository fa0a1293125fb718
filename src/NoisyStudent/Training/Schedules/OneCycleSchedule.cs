namespace NoisyStudent.Training.Schedules;

/// <summary>A learning rate that rises linearly and falls linearly to zero (Smith and Topin, arXiv 1708.07120, with its momentum kept).</summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="WarmUpSteps">Over how many steps it rises.</param>
/// <param name="Steps">How many steps there are.</param>
internal sealed record OneCycleSchedule(double Peak, long WarmUpSteps, long Steps) : ILearningRateSchedule
{
    /// <summary>The rate of a step: <see cref="Peak"/> at the end of the rise, 0 after the last step.</summary>
    /// <param name="step">From 0.</param>
    public double RateAt(long step) => step < WarmUpSteps
        ? Peak * (step + 1) / WarmUpSteps
        : Peak * (Steps - step) / Math.Max(1, Steps - WarmUpSteps);
}
