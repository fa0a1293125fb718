namespace NoisyStudent.Training.Schedules;

/// <summary>How the learning rate of a training goes: a function of the step alone.</summary>
internal interface ILearningRateSchedule
{
    /// <summary>The rate of a step.</summary>
    /// <param name="step">From 0.</param>
    double RateAt(long step);
}

/// <summary>The schedules that a recipe can name.</summary>
public enum Schedule
{
    /// <summary><see cref="CosineSchedule"/>.</summary>
    Cosine,

    /// <summary><see cref="ExponentialSchedule"/>.</summary>
    Exponential,

    /// <summary><see cref="OneCycleSchedule"/>.</summary>
    OneCycle,
}
