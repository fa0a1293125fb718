namespace NoisyStudent.Training;

/// <summary>A learning rate that rises linearly and then falls along half a cosine (Loshchilov and Hutter, arXiv 1608.03983).</summary>
/// <param name="Peak">The rate after the warm-up.</param>
/// <param name="WarmUp">The part of the steps, 0 to 1, over which it rises.</param>
/// <param name="Steps">How many steps there are.</param>
public sealed record CosineSchedule(double Peak, double WarmUp, long Steps)
{
    /// <summary>The rate of a step: <see cref="Peak"/> at the end of the warm-up, 0 after the last step.</summary>
    /// <param name="step">From 0.</param>
    public double RateAt(long step)
    {
        var warmUpSteps = (long)Math.Round(WarmUp * Steps);
        return step < warmUpSteps
            ? Peak * (step + 1) / warmUpSteps
            : Peak * 0.5 * (1 + Math.Cos(Math.PI * (step - warmUpSteps) / Math.Max(1, Steps - warmUpSteps)));
    }
}
