using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;
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

    /// <summary>
    /// As above: recalls 2/3, 1/2 and 0, of which the mean is 7/18. F1 is 2/3 for a, 2 (1/3) (1/2) / (5/6) = 2/5 for b, 0 for c, which is never answered; their
    /// mean is 16/45. d, which has no image, counts for neither.
    /// </summary>
    [Fact]
    public void Balanced_accuracy_and_macro_F1_are_means_over_the_classes_that_have_images()
    {
        int[] answers = [0, 0, 1, 1, 0, 1];
        var predictions = new Predictions([.. answers.SelectMany(answer => Enumerable.Range(0, 4).Select(c => c == answer ? 0.7f : 0.1f))], 4);
        var result = CleanResult.Of(predictions, [0, 0, 0, 1, 1, 2], ["a", "b", "c", "d"]);
        Assert.Equal(7 / 18.0, result.Scores.BalancedAccuracy!.Value, 1e-12);
        Assert.Equal(16 / 45.0, result.Scores.MacroF1!.Value, 1e-12);
        Assert.Equal([2 / 3.0, 0.4, 0, null], result.Classes.Select(each => each.F1));
        Assert.Null(Scores.Of(new Predictions([], 2), []).BalancedAccuracy);
    }

    /// <summary>A class without images that is answered all the same: 95 of one class, and all answered right but 5.</summary>
    [Fact]
    public void An_answer_for_a_class_without_images_lowers_recall_and_nothing_else()
    {
        var predictions = new Predictions([.. Enumerable.Range(0, 100).SelectMany(image => image < 95 ? new[] { 1f, 0 } : [0, 1])], 2);
        var result = CleanResult.Of(predictions, new int[100], ["a", "b"]);
        Assert.Equal(0.95, result.Scores.BalancedAccuracy);
        Assert.Equal([new ClassScores("a", 100, 1, 0.95), new("b", 0, 0, null)], result.Classes);
        Assert.Equal(2 * 0.95 / 1.95, result.Scores.MacroF1!.Value, 1e-12);
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
