using NoisyStudent.Training;
using NoisyStudent.Training.Schedules;
using Xunit;

namespace NoisyStudent.Tests.Training.Schedules;

public class ScheduleTests
{
    [Fact]
    public void Cosine_rises_linearly_and_falls_along_a_cosine()
    {
        var schedule = new CosineSchedule(Peak: 0.4, WarmUpSteps: 2, Steps: 10);
        Assert.Equal([0.2, 0.4, 0.4, 0.2], new[] { 0L, 1, 2, 6 }.Select(step => Math.Round(schedule.RateAt(step), 10)));
        Assert.Equal(0.4 * 0.5 * (1 + Math.Cos(Math.PI * 7 / 8)), schedule.RateAt(9), 1e-12);
    }

    /// <summary>The paper's: times 0.97 every 2.4 epochs; here of 10 steps each.</summary>
    [Fact]
    public void Exponential_falls_by_a_factor_every_so_many_epochs()
    {
        var settings = new TrainingSettings { Schedule = Schedule.Exponential, WarmUp = 0.05, RateDecay = 0.97, RateDecayEpochs = 2.4 };
        var schedule = settings.ScheduleOf(peak: 0.128, steps: 100, stepsPerEpoch: 10);
        Assert.Equal([0.0256, 0.128, 0.128, 0.128 * 0.97, 0.128 * 0.97, 0.128 * 0.97 * 0.97], new[] { 0L, 4, 23, 24, 47, 48 }.Select(schedule.RateAt), Close);
    }

    [Fact]
    public void One_cycle_rises_and_falls_linearly()
    {
        var schedule = new OneCycleSchedule(Peak: 1, WarmUpSteps: 4, Steps: 12);
        Assert.Equal([0.25, 0.5, 0.75, 1, 1, 0.875, 0.125], new[] { 0L, 1, 2, 3, 4, 5, 11 }.Select(schedule.RateAt), Close);
    }

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-12;
}
