using System.Globalization;
using System.Text.RegularExpressions;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Pretrained;
using NoisyStudent.Recipes;
using NoisyStudent.SelfTraining;
using NoisyStudent.Torch;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.SelfTraining;

[Collection(TorchCollection.Name)]
public sealed class StartComparisonTests : IDisposable
{
    private readonly LabeledSet _pictures = TestSets.DarkAndBright(16);
    private readonly FeatureStore _features = new(folder: null, CPU);

    public StartComparisonTests() => TorchRuntime.Load();

    public void Dispose()
    {
        _features.Dispose();
        _pictures.Dispose();
    }

    [Fact]
    public void Weights_that_tell_the_classes_apart_stay_where_random_ones_do_no_better()
    {
        using var weights = ImageNetWeights.Read();
        var start = Choose(weights);
        Assert.Equal((ImageNetWeights.Name, ImageNetWeights.Network, 64), (start.Init, start.Network, start.ImageSize));
        Assert.Matches(@"^right on 100\.0% of 16 labeled pictures, each third tried by what learned from the others, by a last layer alone; from random weights on ", start.Reason);
        Assert.False(start.IsTrainingOfUse, start.Compared);
        Assert.InRange(start.PassesOfImage!.Value, 1, 20);
        Assert.Equal(start with { PassesOfImage = null }, Choose(weights) with { PassesOfImage = null });
    }

    [Fact]
    public void Weights_that_know_nothing_of_the_pictures_give_way_to_random_ones()
    {
        using var weights = Forgotten();
        var start = Choose(weights);
        Assert.True(start is { Init: null, Network: null }, start.Reason);
        var match = Regex.Match(
            start.Reason,
            @"^right on \d+\.\d% after ([\d,]+) images of 16x16 with fast-16 \(\d+\.\d% after ([\d,]+), so \d+\.\d% may be expected of twice as many\); imagenet on \d+\.\d% of 16 labeled pictures, ");
        Assert.True(match.Success, start.Reason);
        var (all, early) = (Images(match.Groups[1]), Images(match.Groups[2]));
        Assert.InRange(all, 100, 16_000);
        Assert.InRange(early, all / 4, (all / 4) + 4);

        static int Images(Group group) => int.Parse(group.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Where_there_is_no_time_to_say_whether_training_helps_it_is_not_found_to()
    {
        using var weights = ImageNetWeights.Read();
        var input = Input() with { Time = new RunTime(TimeSpan.FromMinutes(1), 0.05) };
        var start = new StartComparison(input, _pictures, weights, ImageNetWeights.Name, ImageNetWeights.Network, CPU, _features, TestContext.Current.CancellationToken).Choose(decided: null);
        Assert.False(start.IsTrainingOfUse);
        Assert.EndsWith("; so short a training tells only large differences", start.Compared, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_a_person_asks_for_are_taken()
    {
        using var weights = Forgotten();
        var start = Choose(weights, decided: "it was asked for");
        Assert.Equal((ImageNetWeights.Name, "it was asked for"), (start.Init, start.Reason));
    }

    [Fact]
    public void A_training_of_some_epochs_that_leaves_as_many_right_is_of_use()
    {
        using var weights = Forgotten();
        var input = Input("image-size=64") with { Time = new RunTime(TimeSpan.FromHours(1), 0.25) };
        var start = new StartComparison(input, _pictures, weights, ImageNetWeights.Name, ImageNetWeights.Network, CPU, _features, TestContext.Current.CancellationToken).Choose("it was asked for");
        Assert.True(start.IsTrainingOfUse, start.Compared);
        // Seven of the sixteen: pictures of which all look alike are answered with the class that more of the other parts have.
        Assert.EndsWith(" images, and on 43.8% with a last layer alone", start.Compared, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverges_counts_as_right_on_nothing_and_ends_no_run()
    {
        using var weights = ImageNetWeights.Read();
        var start = Choose(weights, overrides: "teacher.learning-rate=1000");

        // What the last layer alone gets right is what speaks for the weights then.
        Assert.Equal((ImageNetWeights.Name, false), (start.Init, start.IsTrainingOfUse));
        Assert.Null(start.PassesOfImage);
        Assert.StartsWith("right on 100.0% of 16 labeled pictures, each third tried by what learned from the others, by a last layer alone; from random weights on ", start.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_layer_that_is_not_to_be_fitted_is_not_compared()
    {
        using var weights = ImageNetWeights.Read();
        var start = Choose(weights, decided: "it was asked for", "teacher.training.fit-last-layer=false", "image-size=64");
        Assert.Equal((ImageNetWeights.Name, false, null), (start.Init, start.IsTrainingOfUse, start.Compared));
    }

    [Fact]
    public void A_size_that_a_person_sets_is_not_searched_for()
    {
        using var weights = ImageNetWeights.Read();
        var start = Choose(weights, decided: "it was asked for", "image-size=48");
        Assert.Null(start.ImageSize);
        Assert.Equal(48, AutoRecipe.For(Input("image-size=48"), start).Recipe.ImageSize);
    }

    private AutoStart Choose(InitialWeights weights, string? decided = null, params string[] overrides) =>
        new StartComparison(Input(overrides), _pictures, weights, ImageNetWeights.Name, ImageNetWeights.Network, CPU, _features, TestContext.Current.CancellationToken).Choose(decided);

    private AutoInput Input(params string[] overrides) => new(
        DatasetSurvey.Of(_pictures.Images, [.. _pictures.Classes.Select(name => new ClassCount(name, 8))]), DatasetSurvey.Of(_pictures.Images, []), new RunTime(TimeSpan.FromMinutes(1), 0.2), overrides);

    /// <summary>Weights of the network that make the same of every picture.</summary>
    private static InitialWeights Forgotten()
    {
        using var noGradient = no_grad();
        var weights = ImageNetWeights.Read();
        foreach (var name in new[] { "conv1.weight", "bn1.weight", "layer1.0.bn2.weight", "layer1.1.bn2.weight", "layer2.0.downsample.1.weight", "layer3.0.downsample.1.weight", "layer4.0.downsample.1.weight" })
        {
            weights.Tensor(name).zero_();
        }

        return weights;
    }
}
