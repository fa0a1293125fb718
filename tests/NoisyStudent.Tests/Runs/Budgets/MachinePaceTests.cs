using NoisyStudent.Runs.Budgets;
using Xunit;

namespace NoisyStudent.Tests.Runs.Budgets;

/// <summary>Two threads train 1,400 images a second, one of them 900.</summary>
public class MachinePaceTests
{
    private static readonly ImageTime _quiet = new(Typical: 1 / 1300.0, Fastest: 1 / 1400.0, Processor: 2 / 1400.0, IsSteady: true);
    private static readonly ImageTime _alone = new(Typical: 1 / 900.0, Fastest: 1 / 900.0, Processor: 1 / 900.0, IsSteady: true);

    /// <summary>Another process spins on both processors.</summary>
    private static readonly ImageTime _busy = new(Typical: 1 / 4.5, Fastest: 1 / 6.4, Processor: 1 / 4.5, IsSteady: false);

    [Fact]
    public void A_quiet_machine_is_as_fast_as_its_fastest_step() => Expect(1.4, 1.3, isDisturbed: false, Of(_quiet, _alone));

    [Fact]
    public void A_disturbed_one_is_as_fast_as_one_thread_by_its_processor_time_at_least()
    {
        var slowed = _alone with { Typical = 5 * _alone.Typical, Fastest = 3 * _alone.Fastest };
        Expect(0.9, 0.0045, isDisturbed: true, Of(_busy, slowed));
        Expect(0.9, 0.0045, isDisturbed: true, Of(_busy with { IsSteady = true }, slowed));
    }

    [Fact]
    public void Where_there_is_one_thread_alone_or_a_clock_that_did_not_tick_the_steps_of_all_count()
    {
        Expect(0.0064, 0.0045, isDisturbed: true, Of(_busy, null));
        Expect(1.4, 1.3, isDisturbed: false, Of(_quiet, _alone with { Processor = 0 }));
    }

    [Fact]
    public void Of_two_moments_the_better_one_says_what_the_machine_can_do_and_the_later_one_what_it_does()
    {
        var (busy, quiet) = (Of(_busy, _alone), Of(_quiet, _alone));
        Assert.Equal(quiet, busy.Then(quiet));
        Expect(1.4, 0.0045, isDisturbed: true, quiet.Then(busy));
    }

    [Fact]
    public void Another_moment_is_worth_its_time_where_the_first_was_disturbed_and_took_a_tenth_of_the_budget_at_most()
    {
        Assert.Equal([true, false, false], new[] { _busy, _busy, _quiet }.Zip([100, 99, 100]).Select(each => Of(each.First, _alone).IsWorthAnother(TimeSpan.FromSeconds(each.Second))));
    }

    private static MachinePace Of(ImageTime together, ImageTime? alone) => MachinePace.Of(together, alone, TimeSpan.FromSeconds(10));

    private static void Expect(double best, double present, bool isDisturbed, MachinePace pace)
    {
        Assert.Equal(best, pace.Best, 1e-9);
        Assert.Equal(present, pace.Present, 1e-9);
        Assert.Equal(isDisturbed, pace.IsDisturbed);
    }
}
