using NoisyStudent.Evaluation;
using NoisyStudent.PseudoLabels;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public class PseudoLabelTargetsTests
{
    private static readonly Predictions _answers = new([0.8f, 0.2f, 0.1f, 0.9f, 0.5f, 0.5f], 2);

    [Fact]
    public void Soft_targets_are_the_teacher_s_distributions()
    {
        var set = Targets(new PseudoLabelSettings());
        Assert.Equal([0.8f, 0.2f], set.Target(0).ToArray());
        Assert.Equal([0.1f, 0.9f], set.Target(1).ToArray());
    }

    [Fact]
    public void Hard_targets_are_the_argmax_smoothed_where_that_is_set()
    {
        var hard = new PseudoLabelSettings { Kind = PseudoLabelKind.Hard, LabelSmoothing = 0 };
        Assert.Equal([1f, 0f], Targets(hard).Target(0).ToArray());
        Assert.Equal([0f, 1f], Targets(hard).Target(1).ToArray());
        Assert.Equal([0.05f, 0.95f], Targets(hard with { LabelSmoothing = 0.1 }).Target(1).ToArray());
    }

    [Fact]
    public void Each_image_stands_there_as_often_as_it_has_copies()
    {
        var set = Targets(new PseudoLabelSettings(), copies: [1, 2, 1]);
        Assert.Equal(["0.png", "1.png", "1.png", "2.png"], set.Images.Names);
        Assert.Equal(set.Target(1).ToArray(), set.Target(2).ToArray());
    }

    /// <summary>At temperature 2 the square roots, 0.894427 and 0.447214, made to sum to 1; at 0.5 the squares, 0.64 and 0.04.</summary>
    [Fact]
    public void A_temperature_flattens_or_sharpens()
    {
        var tempered = new float[2];
        Predictions.Temper([0.8f, 0.2f], tempered, 2);
        Assert.Equal(0.666667, tempered[0], 1e-5);
        Predictions.Temper([0.8f, 0.2f], tempered, 0.5);
        Assert.Equal(0.64 / 0.68, tempered[0], 1e-5);
        Predictions.Temper([0.1001f, 0.1f], tempered, 1e-3);
        Assert.Equal(1, tempered.Sum(), 1e-5);
    }

    private static NoisyStudent.Training.TrainingSet Targets(PseudoLabelSettings settings, params int[] copies) =>
        PseudoLabelTargets.Of(TestSets.Images(3), _answers, new Selection(copies is [] ? [1, 1, 1] : copies, []), settings);
}
