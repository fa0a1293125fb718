using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

[Collection(TorchCollection.Name)]
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

    [Theory]
    [InlineData(PseudoLabelKind.Soft)]
    [InlineData(PseudoLabelKind.Hard)]
    public void Targets_that_the_teacher_gives_online_are_those_that_were_stored(PseudoLabelKind kind)
    {
        TorchRuntime.Load();
        torch.manual_seed(1);
        var settings = new PseudoLabelSettings { Kind = kind, Temperature = 0.5 };
        var description = new ModelDescription("resnet-8", ["a", "b", "c"], TestSets.Size, TestSets.Normalization);
        using var model = new TrainedModel(NetworkCatalog.Create("resnet-8", ClassificationTask.For(description), new ModelNoise()), description);
        using var teacher = Predictor.Of(model, torch.CPU);
        var images = TestSets.Images(50);
        var answers = teacher.Predict(images);
        var stored = PseudoLabelTargets.Of(images, answers, new Selection([.. Enumerable.Range(0, 50).Select(image => image % 3)], []), settings);
        var online = PseudoLabelTargets.Online(stored.Images, new Labeler([teacher], TestTimeAugmentation.None), settings);

        // Other pictures in another order than in the whole set, some of them twice.
        int[] batch = [.. Enumerable.Range(0, stored.Images.Count).Where(image => image % 3 > 0).Reverse(), 0, 0];
        Assert.All(stored.Targets(batch).Zip(online.Targets(batch)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.True(stored.Targets(batch).Distinct().Count() > 1);
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
