using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class TrainingPreparationTests : IDisposable
{
    private static readonly InputNoise _versions = new() { Operations = 1, Magnitude = 9, CropPadding = 1, Versions = 3 };
    private static readonly TrainingSettings _settings = new() { Precision = Precision.Fp32, WarmUp = 0, WeightDecay = 0, Momentum = 0, AverageDecay = 0 };

    private readonly StageOutputStore _store = new(folder: null, seed: 1, torch.CPU);
    private readonly FeatureStore _features = new(folder: null, torch.CPU);

    public TrainingPreparationTests() => TorchRuntime.Load();

    public void Dispose()
    {
        _store.Dispose();
        _features.Dispose();
    }

    [Theory]
    [InlineData("resnet-8", 1)]
    [InlineData("resnet-8", 3)]
    [InlineData("resnet-8", 100)]
    [InlineData("resnet-18-mlnet", 4)]
    [InlineData("fast-16", 2)]
    [InlineData("wide-resnet-28-2", 4)]
    [InlineData("efficientnet-b0", 8)]
    [InlineData("efficientnet-b0", 9)]
    public void A_training_on_what_frozen_stages_gave_once_ends_where_one_ends_that_asks_them_each_time(string network, int stages)
    {
        var plan = Plan(network) with { FrozenStages = stages };
        using var start = Start(plan);
        plan = plan with { Start = start };
        var prepared = Prepare(plan, _versions);
        Assert.Equal([3, 3], prepared.Outputs!.Select(outputs => outputs!.Versions));

        using var scope = torch.NewDisposeScope();
        using var once = Train(prepared, _versions);
        using var eachTime = Train(plan, _versions);
        var (first, second) = (once.Network.state_dict(), eachTime.Network.state_dict());
        Assert.All(first.Keys, name => Assert.True(first[name].allclose(second[name], 1e-3, 1e-4), name));

        // Something was learned, and by other versions other things.
        Assert.Contains(first.Keys, name => !first[name].allclose(start.Tensor(name), 0, 0));
        using var otherwise = Train(plan, _versions with { Versions = 0 });
        Assert.Contains(first.Keys, name => !first[name].allclose(otherwise.Network.state_dict()[name], 0, 0));
    }

    [Fact]
    public void What_is_there_is_not_computed_again()
    {
        var plan = Plan("resnet-8") with { FrozenStages = 2 };
        using var start = Start(plan);
        plan = plan with { Start = start };
        Assert.True(Computed(plan, _versions) > 0);
        Assert.Equal(0, Computed(plan, _versions));

        // A subset of the pictures, for another model of the same stages.
        var fewer = plan with { Iteration = 2, Parts = [plan.Parts[0] with { Set = new TrainingSet(plan.Parts[0].Set.Images.Subset([3, 4, 5, 6, 7, 8, 9]), new float[14], 2) }] };
        Assert.Equal(0, Computed(fewer, _versions));
        Assert.True(Computed(plan, _versions with { Magnitude = 10 }) > 0);
        Assert.True(Computed(plan with { FrozenStages = 3 }, _versions) > 0);
        using var other = Start(plan, seed: 2);
        Assert.True(Computed(plan with { Start = other }, _versions) > 0);
    }

    /// <summary>A run that goes on computes other batches than one that was never interrupted.</summary>
    [Theory]
    [InlineData("resnet-18-mlnet", 4, torch.ScalarType.Float32)]
    [InlineData("resnet-18-mlnet", 5, torch.ScalarType.BFloat16)]
    [InlineData("efficientnet-b0", 4, torch.ScalarType.Float32)]
    [InlineData("fast-16", 3, torch.ScalarType.BFloat16)]
    public void What_is_kept_of_a_picture_has_the_same_bits_whatever_else_is_computed(string network, int stages, torch.ScalarType type)
    {
        var plan = Plan(network);
        torch.manual_seed(4);
        using var scope = torch.NewDisposeScope();
        using var net = NetworkCatalog.Create(network, ClassificationTask.For(plan.Description), ModelNoise.None);
        MemoryFormat.ToChannelsLast(net);
        var all = TestSets.Images(50);
        using var other = new StageOutputStore(folder: null, seed: 1, torch.CPU);
        var (whole, part) = (Of(_store, all), Of(other, all.Subset([17, 49])));
        Assert.Equal(Bytes(whole, 17, 0), Bytes(part, 0, 0));
        Assert.Equal(Bytes(whole, 49, 1), Bytes(part, 1, 1));
        Assert.NotEqual(Bytes(whole, 49, 0), Bytes(whole, 49, 1));

        StageOutputs Of(StageOutputStore store, ImageSet images) => store.Of(net, stages, type, images, _versions, 2, plan.Description, null, CancellationToken.None);

        static byte[] Bytes(StageOutputs outputs, int picture, int version)
        {
            var tensor = outputs.Allocate(1);
            outputs.Write(tensor, 0, picture, version);
            return tensor.bytes.ToArray();
        }
    }

    [Fact]
    public void Nothing_is_kept_where_versions_are_new_each_time_or_pictures_are_blended()
    {
        var plan = Plan("resnet-8") with { FrozenStages = 2 };
        Assert.True(Needs(plan, _versions));
        Assert.False(Needs(plan, _versions with { Versions = 0 }));
        Assert.False(Needs(plan, _versions with { Mixup = 0.5 }));
        Assert.False(Needs(plan with { FrozenStages = 0 }, _versions));
    }

    [Fact]
    public void A_few_outputs_stand_for_all_where_steps_are_measured()
    {
        var plan = Plan("resnet-8") with { FrozenStages = 2 };
        var few = new TrainingPreparation(_settings, _versions, 1, torch.CPU, _features, _store).WithFewOutputs(plan, CancellationToken.None);
        Assert.Equal([.. plan.Parts.Select(part => part.Images > 0)], few.Outputs!.Select(outputs => outputs is not null));
        using var model = Train(few, _versions);
        Assert.Null(new TrainingPreparation(_settings, _versions with { Versions = 0 }, 1, torch.CPU, _features, _store).WithFewOutputs(plan, CancellationToken.None).Outputs);
    }

    [Fact]
    public void Of_more_labeled_pictures_than_a_last_layer_is_fitted_to_each_class_has_some()
    {
        // Two pictures of the second class, between those that are spread evenly over all.
        const int Pictures = 2 * TrainingPreparation.MostToFit;
        int[] labels = [.. Enumerable.Range(0, Pictures).Select(i => i is 1 or 777 ? 1 : 0)];
        var two = TestSets.DarkAndBright(2);
        var chosen = TrainingPreparation.PlacesToFit(new LabeledSet("", two.Images.Subset(labels), two.Classes, labels));
        Assert.InRange(chosen.Length, TrainingPreparation.MostToFit - 1, TrainingPreparation.MostToFit + 1);
        Assert.Equal(1, Assert.Single(chosen, place => labels[place] == 1));
        Assert.Equal(chosen.Distinct().Order(), chosen);
        Assert.Equal([0, 1], TrainingPreparation.PlacesToFit(two));
    }

    [Fact]
    public void A_last_layer_is_fitted_before_the_first_step_and_may_be_all_that_is_learned()
    {
        var labeled = TestSets.DarkAndBright(32);
        var plan = Plan("resnet-8");
        plan = plan with { Steps = 0, FitLastLayerTo = labeled, Parts = [plan.Parts[0]] };
        var prepared = Prepare(plan, InputNoise.None);
        using var fitted = prepared.LastLayer!;
        Assert.Equal((1.0, 32, 0), (fitted.Accuracy, fitted.Labeled, fitted.Beside));
        using var model = Train(prepared, InputNoise.None);
        Assert.Equal(1, Predictor.Predict(model, plan.Validation.Images, torch.CPU).Top1(plan.Validation.Labels));

        // A training that goes on has its layer already.
        Assert.Null(new TrainingPreparation(_settings, InputNoise.None, 1, torch.CPU, _features, _store).Prepare(plan, begins: false, null, CancellationToken.None).LastLayer);
    }

    [Theory]
    [InlineData(1, 0.01, 1)]
    [InlineData(1, 100, 0)]
    [InlineData(40, 0.9, 1)]
    public void A_students_last_layer_is_fitted_to_pseudo_labels_too_by_their_weight_however_many_they_are(int copies, double weight, double top1)
    {
        // Pseudo-labels that say the opposite of the labels.
        var (labeled, pseudo) = (TestSets.DarkAndBright(32), TestSets.DarkAndBright(20, seed: 3));
        int[] chosen = [.. Enumerable.Range(0, 20 * copies).Select(i => i % 20)];
        float[] opposite = [.. chosen.SelectMany(picture => pseudo.Labels[picture] == 0 ? new[] { 0f, 1f } : [1f, 0f])];
        var plan = Plan("resnet-8") with { Steps = 0, FitLastLayerTo = labeled };
        plan = plan with { Parts = [plan.Parts[0], plan.Parts[1] with { Set = new TrainingSet(pseudo.Images.Subset(chosen), opposite, 2), Weight = weight }] };
        var prepared = Prepare(plan, InputNoise.None);
        using var fitted = prepared.LastLayer!;
        Assert.Equal((1.0, 32, 20), (fitted.Accuracy, fitted.Labeled, fitted.Beside));
        using var model = Train(prepared, InputNoise.None);
        Assert.Equal(top1, Predictor.Predict(model, plan.Validation.Images, torch.CPU).Top1(plan.Validation.Labels));
    }

    [Fact]
    public void Of_pseudo_labeled_pictures_copies_count()
    {
        var (labeled, pseudo) = (TestSets.DarkAndBright(16), TestSets.Images(4, seed: 3));
        float[][] targets = [[1, 0], [0.3f, 0.7f], [0.5f, 0.5f], [0.1f, 0.9f]];
        var (once, thrice) = (Fit([0, 1, 2, 3, 1, 1]), Fit([1, 0, 1, 2, 3, 1]));
        Assert.True(once.allclose(thrice, 1e-4, 1e-5));
        Assert.False(once.allclose(Fit([0, 1, 2, 3]), 1e-4, 1e-5));
        Assert.False(once.allclose(Fit([0, 1, 2, 3, 0, 0]), 1e-4, 1e-5));

        torch.Tensor Fit(int[] chosen)
        {
            var plan = Plan("resnet-8") with { Steps = 0, FitLastLayerTo = labeled };
            var set = new TrainingSet(pseudo.Subset(chosen), [.. chosen.SelectMany(picture => targets[picture])], 2);
            return Prepare(plan with { Parts = [plan.Parts[0], plan.Parts[1] with { Set = set, Weight = 5 }] }, InputNoise.None).LastLayer!.Weights;
        }
    }

    [Fact]
    public void Each_stage_learns_at_a_part_of_the_rate_of_the_stage_after_it()
    {
        var plan = Plan("resnet-8") with { Steps = 1, LearningRate = 0.01 };
        using var start = Start(plan);
        plan = plan with { Start = start };
        foreach (var optimizer in (OptimizerKind[])[OptimizerKind.Sgd, OptimizerKind.Muon, OptimizerKind.Adamw])
        {
            using var scope = torch.NewDisposeScope();
            using var whole = Train(plan, InputNoise.None, _settings with { Optimizer = optimizer });
            using var decayed = Train(plan, InputNoise.None, _settings with { Optimizer = optimizer, LayerDecay = 0.5 });
            foreach (var (name, part) in (ReadOnlySpan<(string, double)>)[("fc.weight", 1), ("layer3.0.conv1.weight", 0.5), ("layer1.0.conv2.weight", 0.125), ("conv1.weight", 0.0625)])
            {
                var before = start.Tensor(name);
                var (full, less) = ((whole.Network.state_dict()[name] - before).norm().item<float>(), (decayed.Network.state_dict()[name] - before).norm().item<float>());
                Assert.True(full > 0, name);
                Assert.Equal(part, less / full, 0.02);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Running_statistics_stay_where_they_are_what_normalizes(bool running)
    {
        var plan = Plan("resnet-8");
        using var start = Start(plan);
        using var model = Train(plan with { Start = start }, InputNoise.None, _settings with { BatchNorm = running ? BatchNormStatistics.Running : BatchNormStatistics.Batch });
        using var scope = torch.NewDisposeScope();
        var after = model.Network.state_dict();
        Assert.Equal(running, after.Where(entry => entry.Key.Contains("running", StringComparison.Ordinal)).All(entry => entry.Value.allclose(start.Tensor(entry.Key), 0, 0)));
        Assert.False(after["bn1.weight"].allclose(start.Tensor("bn1.weight"), 0, 0));
    }

    private TrainingPlan Prepare(TrainingPlan plan, InputNoise noise) =>
        new TrainingPreparation(_settings, noise, 1, torch.CPU, _features, _store).Prepare(plan, begins: true, null, CancellationToken.None);

    private int Computed(TrainingPlan plan, InputNoise noise)
    {
        var computed = 0;
        new TrainingPreparation(_settings, noise, 1, torch.CPU, _features, _store).Prepare(plan, begins: true, new Relay<int>(_ => computed++), CancellationToken.None);
        return computed;
    }

    private bool Needs(TrainingPlan plan, InputNoise noise) => new TrainingPreparation(_settings, noise, 1, torch.CPU, _features, _store).IsNeededFor(plan);

    private static TrainedModel Train(TrainingPlan plan, InputNoise noise, TrainingSettings? settings = null) => new Trainer(settings ?? _settings, noise, 1, torch.CPU).Train(plan);

    /// <summary>Random weights, whatever ran before: a training leaves libtorch's generator in a state that may be the same twice.</summary>
    private static InitialWeights Start(TrainingPlan plan, long seed = 1)
    {
        torch.manual_seed(seed);
        using var model = new TrainedModel(NetworkCatalog.Create(plan.Description.Network, ClassificationTask.For(plan.Description), ModelNoise.None), plan.Description);
        return InitialWeights.Of(model);
    }

    private static TrainingPlan Plan(string network) => new()
    {
        Iteration = 1,
        Description = new ModelDescription(network, ["dark", "bright"], 16, TestSets.Normalization),
        ModelNoise = ModelNoise.None,
        Parts =
        [
            new() { Name = "labeled", Set = TrainingSet.Of(TestSets.DarkAndBright(16), 0), Images = 8 },
            new() { Name = "pseudo-labeled", Set = new TrainingSet(TestSets.Images(12), [.. Enumerable.Range(0, 12).SelectMany(_ => new[] { 0.3f, 0.7f })], 2), Images = 6, HasFullInputNoise = false },
        ],
        LearningRate = 0.05,
        Steps = 6,
        StepsPerEpoch = 2,
        Validation = TestSets.DarkAndBright(10, seed: 5),
    };
}
