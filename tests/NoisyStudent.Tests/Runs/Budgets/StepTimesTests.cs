using NoisyStudent.Runs.Budgets;
using Xunit;

namespace NoisyStudent.Tests.Runs.Budgets;

/// <summary>
/// Steps take a tenth of a second where nothing disturbs them, and get half of the processors' time else. Windows take a second, and there is patience for five more.
/// </summary>
public class StepTimesTests
{
    private const double Quiet = 0.1;

    [Fact]
    public void Undisturbed_steps_are_measured_for_one_window()
    {
        var (times, seconds) = Measure(_ => Quiet);
        Assert.Equal(1, seconds, 0.11);
        Assert.Equal((true, Quiet, Quiet), (times.IsSteady, times.Typical, times.Fastest));
    }

    [Fact]
    public void A_burst_at_the_beginning_is_waited_for()
    {
        var (times, seconds) = Measure(at => at < 2.5 ? 40 * Quiet : Quiet);
        Assert.InRange(seconds, 4, 6);
        Assert.Equal((true, Quiet, Quiet), (times.IsSteady, times.Typical, times.Fastest));
    }

    [Fact]
    public void Of_a_longer_burst_nothing_counts_once_it_is_over()
    {
        var (times, seconds) = Measure(at => at < 4.5 ? 2 * Quiet : Quiet);
        Assert.InRange(seconds, 5.5, 6.3);
        Assert.Equal((true, Quiet, Quiet), (times.IsSteady, times.Typical, times.Fastest));
    }

    [Fact]
    public void Of_a_disturbed_machine_the_last_moment_is_not_typical()
    {
        var (times, _) = Measure(at => at < 5 ? Quiet : 4 * Quiet, _ => 0.8);
        Assert.Equal((false, Quiet), (times.IsSteady, times.Typical));
    }

    [Fact]
    public void Of_a_burst_that_outlasts_the_patience_nothing_is_thought_steady()
    {
        var (times, _) = Measure(at => at < 0.5 ? Quiet : 5 * Quiet);
        Assert.Equal((false, 5 * Quiet, Quiet), (times.IsSteady, times.Typical, times.Fastest));
    }

    [Fact]
    public void A_burst_at_the_end_of_a_window_changes_neither_what_is_typical_nor_what_is_fastest()
    {
        var (times, seconds) = Measure(at => at is > 0.8 and < 1.5 ? 20 * Quiet : Quiet);
        Assert.InRange(seconds, 3.5, 4.5);
        Assert.Equal((true, Quiet, Quiet), (times.IsSteady, times.Typical, times.Fastest));
    }

    /// <summary>A machine that stays busy is slow, but what it can do is not known then.</summary>
    [Fact]
    public void Steps_that_are_slow_throughout_and_do_not_get_the_processors_are_waited_for_and_count()
    {
        var (times, seconds) = Measure(_ => 4 * Quiet);
        Assert.InRange(seconds, 6, 7.3);
        Assert.Equal((false, 4 * Quiet, 4 * Quiet), (times.IsSteady, times.Typical, times.Fastest));
    }

    [Fact]
    public void Slow_steps_that_get_the_processors_are_those_of_a_slow_machine()
    {
        var (times, seconds) = Measure(_ => 4 * Quiet, _ => 0.97);
        Assert.Equal(1.2, seconds, 1e-6);
        Assert.Equal((true, 4 * Quiet), (times.IsSteady, times.Typical));
    }

    [Fact]
    public void Where_it_is_not_known_how_many_processors_steps_keep_busy_they_need_agree_alone()
    {
        Assert.False(Measure(_ => Quiet, _ => 0.5).Times.IsSteady);
        Assert.True(Measure(_ => Quiet, _ => 0.5, processors: 0).Times.IsSteady);
        Assert.False(Measure(at => at < 0.15 ? Quiet : 2 * Quiet, processors: 0).Times.IsSteady);
    }

    [Fact]
    public void Steps_of_unlike_times_in_turn_never_agree_and_between_them_lies_what_is_typical()
    {
        var slow = false;
        var (times, seconds) = Measure(_ => (slow = !slow) ? 4 * Quiet : Quiet, _ => 1);
        Assert.InRange(seconds, 6, 7.3);
        Assert.False(times.IsSteady);
        Assert.Equal(2.5 * Quiet, times.Typical, 1e-9);
        Assert.Equal(Quiet, times.Fastest);
    }

    [Fact]
    public void A_step_that_is_longer_than_all_patience_is_the_only_one()
    {
        var (times, seconds) = Measure(_ => 20, _ => 0.4);
        Assert.Equal(20, seconds);
        Assert.Equal((false, 20.0), (times.IsSteady, times.Typical));
        Assert.Equal(TimeSpan.FromSeconds(5), times.Waited);
    }

    [Fact]
    public void What_a_step_takes_is_divided_among_its_images()
    {
        var each = Measure(_ => Quiet, _ => 0.95).Times.Each(4);
        Assert.Equal((Quiet / 4, Quiet / 4, true), (each.Typical, each.Fastest, each.IsSteady));
        Assert.Equal(2 * 0.95 * Quiet / 4, each.Processor, 1e-9);
    }

    /// <summary>Steps on two processors.</summary>
    private static (StepTimes Times, double Seconds) Measure(Func<double, double> secondsAt, Func<double, double>? shareAt = null, int processors = 2)
    {
        var times = new StepTimes(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), processors);
        var now = 0.0;
        while (!times.IsDone)
        {
            Assert.True(now < 100);
            var seconds = secondsAt(now);
            times.Add(seconds, 2 * seconds * (shareAt?.Invoke(now) ?? (seconds > Quiet ? 0.5 : 1)));
            now += seconds;
        }

        return (times, now);
    }
}
