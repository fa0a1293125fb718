namespace NoisyStudent.Runs.Budgets;

/// <summary>What one image takes of a piece of work, in seconds.</summary>
/// <param name="Typical">At present.</param>
/// <param name="Fastest">When the machine did nothing else, as far as that was seen.</param>
/// <param name="Processor">Of processor time, on the mean.</param>
/// <param name="IsSteady">Whether it was measured undisturbed.</param>
internal readonly record struct ImageTime(double Typical, double Fastest, double Processor, bool IsSteady)
{
    /// <summary>With what the same took before, over a longer time: half of what is typical goes by that, as no moment says it alone.</summary>
    /// <param name="seconds">What one image took; null where that is not known.</param>
    public ImageTime With(double? seconds) => seconds is { } before ? this with { Typical = (Typical + before) / 2 } : this;
}
