using NoisyStudent.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining;

public sealed class LearningCurveTests
{
    private const int Pictures = 16;
    private const int Classes = 4;

    /// <summary>Of sixteen pictures and four classes: so many right after a quarter of the images, and after all.</summary>
    [Theory]
    [InlineData(4, 8, 0.633975, "odds grow from 1 to 3 to 1 to 1, three times by four times the images, so by twice as many they may grow by the root of three")]
    [InlineData(0, 8, 0.633975, "guessing is right on a quarter, so that was not learned")]
    [InlineData(8, 12, 0.838610, "from 1 to 1 to 3 to 1, so they may be 3 times the root of three")]
    [InlineData(9, 7, 0.4375, "it got worse")]
    [InlineData(12, 16, 1, "all is learned")]
    [InlineData(4, 0, 0, "nothing is")]
    [InlineData(null, 8, 0.5, "what learned less is not known")]
    public void The_odds_of_being_right_are_expected_to_grow_as_they_did_last(int? early, int late, double expected, string why)
    {
        var found = Curve(early, late).Expected;
        Assert.True(Math.Abs(expected - found) < 1e-6, $"{found}: {why}");
    }

    /// <summary>After 4 and 8, some 10.1 of 16 are expected.</summary>
    [Theory]
    [InlineData(4, 8, 10, true)]
    [InlineData(4, 8, 11, false)]
    [InlineData(8, 8, 7, true)]
    [InlineData(8, 8, 8, false)]
    public void It_overtakes_what_is_right_on_less_than_is_expected(int early, int late, int other, bool overtakes) =>
        Assert.Equal(overtakes, Curve(early, late).Overtakes(Right(other)));

    private static LearningCurve Curve(int? early, int late) => new(early is { } count ? Right(count) : [], Right(late), Classes);

    /// <summary>The first so many are right.</summary>
    private static bool[] Right(int count) => [.. Enumerable.Range(0, Pictures).Select(picture => picture < count)];
}
