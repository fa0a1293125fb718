using NoisyStudent.Evaluation.Perturbations;
using Xunit;

namespace NoisyStudent.Tests.Evaluation.Perturbations;

public sealed class PredictionStabilityTests
{
    private static readonly string[] _counting =
        ["gaussian_noise", "shot_noise", "motion_blur", "zoom_blur", "brightness", "snow", "translate", "rotate", "tilt", "scale"];

    /// <summary>Classes 1 1 2 2 1: two changes in four steps; of the four later frames two differ from the first.</summary>
    [Fact]
    public void Flips_are_counted_from_frame_to_frame_or_with_noise_from_the_first()
    {
        Assert.Equal(2 / 4.0, PredictionStability.FlipProbability([1, 1, 2, 2, 1], isNoise: false));
        Assert.Equal(2 / 4.0, PredictionStability.FlipProbability([1, 1, 2, 2, 1], isNoise: true));

        // 1 2 3 4: all three steps are changes, and all three differ from the first.
        // 1 2 1 2: again three changes, but only two differ from the first.
        Assert.Equal(1, PredictionStability.FlipProbability([1, 2, 1, 2], isNoise: false));
        Assert.Equal(2 / 3.0, PredictionStability.FlipProbability([1, 2, 1, 2], isNoise: true));
        Assert.Equal(0, PredictionStability.FlipProbability([7, 7, 7], isNoise: false));
    }

    /// <summary>
    /// Of classes a b c d e f: swapping the first two moves both by 1: 2. With f in the first place all others step back by one, and e out of the five:
    /// 5 steps. The reverse f e d c b a: a goes from 1 to 6, b from 2 to 5, c from 3 to 4, d from 4 to 3, e from 5 to 2: 5 + 3 + 1 + 1 + 3 = 13. All five
    /// out of sight: 5 + 4 + 3 + 2 + 1 = 15.
    /// </summary>
    [Theory]
    [InlineData("abcdef", "abcdef", 0)]
    [InlineData("abcdef", "bacdef", 2)]
    [InlineData("abcdef", "fabcde", 5)]
    [InlineData("abcdef", "fedcba", 13)]
    [InlineData("abcdefghij", "fghijabcde", 15)]
    [InlineData("abcdefg", "abcdegf", 0)]
    [InlineData("abc", "cba", 4)]
    public void The_top_5_distance_is_how_far_the_first_five_moved(string before, string after, double distance) =>
        Assert.Equal(distance, PredictionStability.TopFiveDistance([Ranking(before), Ranking(after)], isNoise: false));

    /// <summary>abcde, bacde, abcde: 2 and 2 from frame to frame; 2 and 0 from the first.</summary>
    [Fact]
    public void The_top_5_distance_is_a_mean_over_the_comparisons()
    {
        int[][] rankings = [Ranking("abcde"), Ranking("bacde"), Ranking("abcde")];
        Assert.Equal(2, PredictionStability.TopFiveDistance(rankings, isNoise: false));
        Assert.Equal(1, PredictionStability.TopFiveDistance(rankings, isNoise: true));
    }

    /// <summary>Half as many flips as the baseline in nine perturbations, and three times as many in one: (9 x 0.5 + 3) / 10.</summary>
    [Fact]
    public void The_mean_flip_rate_is_the_mean_of_the_ten_ratios()
    {
        var baseline = _counting.ToDictionary(name => name, name => name == "tilt" ? 0.1 : 0.4);
        var model = _counting.ToDictionary(name => name, name => name == "tilt" ? 0.3 : 0.2);
        Assert.Equal(0.75, PredictionStability.MeanRate(model, baseline)!.Value, 1e-12);
        Assert.Equal(1, PredictionStability.MeanRate(baseline, baseline)!.Value, 1e-12);
        Assert.Equal(3, PredictionStability.Rate(model, baseline, "tilt")!.Value, 1e-12);

        // The four others do not count, and so need not be there.
        model["shear"] = 1;
        baseline["shear"] = 0.001;
        Assert.Equal(0.75, PredictionStability.MeanRate(model, baseline)!.Value, 1e-12);
    }

    [Fact]
    public void There_is_no_rate_over_a_baseline_that_never_changes_or_is_missing()
    {
        var model = _counting.ToDictionary(name => name, _ => 0.2);
        var still = new Dictionary<string, double>(model) { ["snow"] = 0 };
        Assert.Null(PredictionStability.MeanRate(model, still));
        still.Remove("snow");
        Assert.Null(PredictionStability.MeanRate(model, still));
        Assert.Null(PredictionStability.Rate(model, still, "snow"));
    }

    [Fact]
    public void Numbers_that_cannot_be_are_refused()
    {
        var (good, bad) = (_counting.ToDictionary(name => name, _ => 0.2), _counting.ToDictionary(name => name, _ => -0.2));
        Assert.Contains("snow", Assert.Throws<NoisyStudentException>(() => PredictionStability.Rate(bad, good, "snow")).Message, StringComparison.Ordinal);
        Assert.Throws<NoisyStudentException>(() => PredictionStability.Rate(good, new Dictionary<string, double> { ["snow"] = double.NaN }, "snow"));
    }

    private static int[] Ranking(string classes) => [.. classes.Select(letter => (int)letter)];
}
