using NoisyStudent.Evaluation;
using NoisyStudent.PseudoLabels;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public class SelectionTests
{
    /// <summary>Class 0 with confidences 0.9, 0.8, 0.7, 0.6 and 0.95 (images 0 to 4), class 1 with 0.99 (image 5), of two classes.</summary>
    private static readonly Predictions _answers = Binary(0.1f, 0.2f, 0.3f, 0.4f, 0.05f, 0.99f);

    [Fact]
    public void A_confident_majority_class_is_cut_to_its_most_confident_K_and_a_small_one_copied_until_it_has_K()
    {
        var selection = Selection.Of(_answers, new PseudoLabelSettings { PerClass = 3 }, seed: 1, iteration: 1);
        Assert.Equal([1, 1, 0, 0, 1, 3], selection.Copies);
        Assert.Equal([0, 1, 4, 5, 5, 5], selection.Images);
        Assert.Equal([new ClassSelection(5, 3, 3), new ClassSelection(1, 1, 3)], selection.Classes);
    }

    [Fact]
    public void K_is_the_mean_over_the_classes_unless_it_is_given() =>
        Assert.Equal([1, 1, 0, 0, 1, 3], Selection.Of(_answers, new PseudoLabelSettings(), seed: 1, iteration: 1).Copies);

    [Fact]
    public void Images_under_the_threshold_are_dropped()
    {
        var selection = Selection.Of(_answers, new PseudoLabelSettings { Threshold = 0.75, Balance = false }, seed: 1, iteration: 1);
        Assert.Equal([1, 1, 0, 0, 1, 1], selection.Copies);
        Assert.Equal([new ClassSelection(5, 3, 3), new ClassSelection(1, 1, 1)], selection.Classes);
    }

    [Fact]
    public void Without_balance_every_image_is_taken_once() =>
        Assert.Equal([1, 1, 1, 1, 1, 1], Selection.Of(_answers, new PseudoLabelSettings { Balance = false }, seed: 1, iteration: 1).Copies);

    /// <summary>200 images of class 1 and K = 500: each gets 2 copies, and one more with probability 1/2.</summary>
    [Fact]
    public void Images_of_a_small_class_get_floor_K_over_n_copies_and_one_more_with_the_fraction()
    {
        var answers = Binary([.. Enumerable.Repeat(0.9f, 200)]);
        var copies = Selection.Of(answers, new PseudoLabelSettings { PerClass = 500 }, seed: 1, iteration: 1).Copies;
        Assert.All(copies, count => Assert.InRange(count, 2, 3));
        Assert.InRange(copies.Sum(), 500 - 22, 500 + 22);
        Assert.Equal(copies, Selection.Of(answers, new PseudoLabelSettings { PerClass = 500 }, seed: 1, iteration: 1).Copies);
        Assert.NotEqual(copies, Selection.Of(answers, new PseudoLabelSettings { PerClass = 500 }, seed: 2, iteration: 1).Copies);
    }

    [Fact]
    public void A_class_that_the_teacher_never_chose_stays_empty()
    {
        var selection = Selection.Of(Binary(0.9f, 0.8f), new PseudoLabelSettings { PerClass = 4 }, seed: 1, iteration: 1);
        Assert.Equal(new ClassSelection(0, 0, 0), selection.Classes[0]);
    }

    /// <summary>Probabilities of class 1.</summary>
    private static Predictions Binary(params float[] ones) => new([.. ones.SelectMany(one => new[] { 1 - one, one })], 2);
}
