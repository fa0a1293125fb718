using NoisyStudent.Evaluation;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public sealed class CleanResultTests
{
    /// <summary>
    /// Truth a a a b b c; answers a a b b a b. Class a: 3 answers, 2 of them right, of 3 images. b: 3 answers, 1 right, of 2 images. c is never answered,
    /// of 1 image. d has no image.
    /// </summary>
    [Fact]
    public void Precision_recall_and_confusion_are_counted_by_class()
    {
        int[] answers = [0, 0, 1, 1, 0, 1];
        var predictions = new Predictions([.. answers.SelectMany(answer => Enumerable.Range(0, 4).Select(c => c == answer ? 0.7f : 0.1f))], 4);
        var result = CleanResult.Of(predictions, [0, 0, 0, 1, 1, 2], ["a", "b", "c", "d"]);
        Assert.Equal(
            [new ClassScores("a", 3, 2 / 3.0, 2 / 3.0), new("b", 2, 1 / 3.0, 1 / 2.0), new("c", 1, null, 0), new("d", 0, null, null)], result.Classes);
        Assert.Equal([[2, 1, 0, 0], [1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]], result.Confusion!);
        Assert.Equal((6, 0.5), (result.Images, result.Scores.Top1));
        Assert.Equal(Interval.Wilson(3, 6), result.Top1Interval);
        Assert.Equal(Interval.Wilson(6, 6), result.Top5Interval);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void The_confusion_matrix_is_kept_up_to_a_hundred_classes(int classes, bool kept)
    {
        var result = CleanResult.Of(new Predictions(new float[classes], classes), [0], [.. Enumerable.Range(0, classes).Select(c => $"{c}")]);
        Assert.Equal(kept, result.Confusion is not null);
    }
}
