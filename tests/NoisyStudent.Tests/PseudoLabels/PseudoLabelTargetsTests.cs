using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

[Collection(TorchCollection.Name)]
public sealed class PseudoLabelTargetsTests : IDisposable
{
    private static readonly Predictions _answers = new([0.8f, 0.2f, 0.1f, 0.9f, 0.5f, 0.5f], 2);

    private readonly LabelsFolder _folder = new();
    private StoredLabels? _labels;

    public void Dispose()
    {
        _labels?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Soft_targets_are_the_teacher_s_distributions()
    {
        var set = Targets(new PseudoLabelSettings());
        Assert.Equal([0.8f, 0.2f], TargetsOf(set, 0));
        Assert.Equal([0.1f, 0.9f], TargetsOf(set, 1));
    }

    [Fact]
    public void Hard_targets_are_the_argmax_smoothed_where_that_is_set()
    {
        var hard = new PseudoLabelSettings { Kind = PseudoLabelKind.Hard, LabelSmoothing = 0 };
        Assert.Equal([1f, 0f], TargetsOf(Targets(hard), 0));
        Assert.Equal([0f, 1f], TargetsOf(Targets(hard), 1));
        Assert.Equal([0.05f, 0.95f], TargetsOf(Targets(hard with { LabelSmoothing = 0.1 }), 1));
    }

    [Fact]
    public void Each_image_stands_there_as_often_as_it_has_copies()
    {
        var set = Targets(new PseudoLabelSettings(), copies: [1, 2, 1]);
        Assert.Equal(["0.png", "1.png", "1.png", "2.png"], set.Images.Names);
        Assert.Equal(TargetsOf(set, 1), TargetsOf(set, 2));
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
        using var labels = _folder.Store(images.Names, answers, description.Classes);
        var stored = PseudoLabelTargets.Of(images, labels, new Selection([.. Enumerable.Range(0, 50).Select(image => image % 3)], []), settings);
        var online = PseudoLabelTargets.Online(stored.Images, new Labeler([teacher], TestTimeViews.Plain), settings);

        // Other pictures in another order than in the whole set, some of them twice.
        int[] batch = [.. Enumerable.Range(0, stored.Images.Count).Where(image => image % 3 > 0).Reverse(), 0, 0];
        Assert.All(TargetsOf(stored, batch).Zip(TargetsOf(online, batch)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.True(TargetsOf(stored, batch).Distinct().Count() > 1);
    }

    /// <summary>Of 0.6, 0.3, 0.06 and 0.04 the two largest are kept, and each of the others has half of the remaining 0.1.</summary>
    [Fact]
    public void What_is_left_of_the_largest_probabilities_is_spread_evenly_over_the_other_classes()
    {
        var images = TestSets.Images(1);
        using var labels = _folder.Store(images.Names, new Predictions([0.06f, 0.6f, 0.04f, 0.3f], 4), ["a", "b", "c", "d"], largest: 2);
        var target = TargetsOf(PseudoLabelTargets.Of(images, labels, new Selection([1], []), new PseudoLabelSettings()), 0);
        Assert.Equal([0.05, 0.6, 0.05, 0.3], target.Select(probability => Math.Round(probability, 6)));
    }

    /// <summary>All probabilities of 3,000,000 images of 1,000 classes are more than an array may have.</summary>
    [Fact]
    public void Targets_of_any_number_of_images_and_classes_are_made_when_they_are_needed()
    {
        const int Images = 3_000_000;
        const int Classes = 1000;
        using var pixel = new PixelFile(_folder.In(), 1);
        var images = new ImageSet(1, [.. Enumerable.Repeat("picture", Images)], [.. Enumerable.Repeat(new StoredPicture(pixel, 0), Images)]);
        var set = new LabeledSet("set", images, [.. Enumerable.Range(0, Classes).Select(number => $"{number}")], [.. Enumerable.Range(0, Images).Select(image => image % Classes)]);
        var targets = TargetsOf(NoisyStudent.Training.TrainingSet.Of(set, labelSmoothing: 0), 0, Images - 1);
        Assert.Equal([0, Classes + 999], targets.Index().Where(each => each.Item == 1).Select(each => each.Index));
    }

    [Fact]
    public void Distributions_lie_beyond_two_gigabytes_too()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the places between take room on the disk.");
        const int Last = 30_000_000;
        using var file = new DistributionFile(_folder.In(), classes: 1000, kept: 10);
        var label = new PseudoLabel(10) { Remainder = 0.5f };
        label.Probabilities[0] = 0.5f;
        file.Write(Last, label);
        label.Probabilities[0] = 0.25f;
        file.Write(0, label);
        file.Map();
        var (first, last) = (new float[1000], new float[1000]);
        file.Read(0, first);
        file.Read(Last, last);
        Assert.Equal((0.25f, 0.5f), (first[0], last[0]));
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

    /// <summary>Stored targets and those of a fixed teacher go by no training.</summary>
    private static float[] TargetsOf(NoisyStudent.Training.TrainingSet set, params int[] images)
    {
        using var source = set.Begin(average: null!);
        return source.Targets(images, step: 0);
    }

    private NoisyStudent.Training.TrainingSet Targets(PseudoLabelSettings settings, params int[] copies)
    {
        _labels?.Dispose();
        var images = TestSets.Images(3);
        _labels = _folder.Store(images.Names, _answers, ["a", "b"]);
        return PseudoLabelTargets.Of(images, _labels, new Selection(copies is [] ? [1, 1, 1] : copies, []), settings);
    }
}
