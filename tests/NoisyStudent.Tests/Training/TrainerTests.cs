using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Checkpoints;
using NoisyStudent.Training.Optimizers;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public class TrainerTests
{
    private static readonly InputNoise _mild = new() { Operations = 1, Magnitude = 5, CropPadding = 1, LeaveOut = ["Invert", "Solarize"] };

    public TrainerTests() => TorchRuntime.Load();

    [Fact]
    public void A_batch_holds_the_images_of_its_parts_one_after_the_other()
    {
        var plan = Plan() with { Parts = [Labeled(4), Unlabeled(6)] };
        using var batches = new JointBatches(plan, average: null!, new InputNoise { Operations = 0, CropPadding = 0, Flip = false }, seed: 1, torch.CPU);
        var batch = batches.Build(3);

        Assert.Equal(10, batches.Size);
        Assert.Equal([10, 3, TestSets.Size, TestSets.Size], batch.Input.shape);

        // Labeled targets are one-hot here; the unlabeled ones are all 0.3 and 0.7.
        var targets = batch.Targets.data<float>().ToArray();
        Assert.All(targets[..8], target => Assert.True(target is 0 or 1));
        Assert.All(targets[8..].Chunk(2), target => Assert.Equal([0.3f, 0.7f], target));
    }

    [Fact]
    public void One_pass_over_the_batches_sees_each_labeled_image_once()
    {
        using var batches = new JointBatches(Plan(), average: null!, new InputNoise { Operations = 0, CropPadding = 0, Flip = false }, seed: 1, torch.CPU);
        var bright = Enumerable.Range(0, 4).Sum(step => batches.Build(step).Targets.narrow(1, 1, 1).sum().item<float>());
        Assert.Equal(16, bright);
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_to_the_bit_and_another_seed_does_not()
    {
        Assert.Equal(Weights(Train(seed: 1)), Weights(Train(seed: 1)));
        Assert.NotEqual(Weights(Train(seed: 1)), Weights(Train(seed: 2)));
    }

    [Fact]
    public void What_comes_out_is_the_average_of_the_weights()
    {
        // An average of decay 0 is the last step's weights; another decay changes what comes out, not the training itself.
        var losses = new Dictionary<double, double>();
        float[] Averaged(double decay)
        {
            var progress = new Relay<TrainingProgress>(report => losses[decay] = report.Loss);
            return Weights(new Trainer(new TrainingSettings { AverageDecay = decay }, _mild, 1, torch.CPU).Train(Plan(), progress));
        }

        Assert.NotEqual(Averaged(0), Averaged(0.9));
        Assert.Equal(losses[0], losses[0.9]);
    }

    [Fact]
    public void The_average_warms_up_unless_that_is_turned_off()
    {
        // What comes out after a step: nine tenths of what the step made, or a quarter.
        var plan = Plan() with { Steps = 1 };
        float[] Averaged(double decay, bool warmUp) =>
            Weights(new Trainer(new TrainingSettings { AverageDecay = decay, AverageWarmUp = warmUp, WarmUp = 0 }, _mild, 1, torch.CPU).Train(plan));
        var (start, stepped) = (Averaged(1 - 1e-9, false), Averaged(0, false));

        Assert.NotEqual(start, stepped);
        Assert.All(Averaged(0.75, true), (average, i) => Assert.Equal(start[i] + (0.9f * (stepped[i] - start[i])), average, 1e-5f));
        Assert.All(Averaged(0.75, false), (average, i) => Assert.Equal(start[i] + (0.25f * (stepped[i] - start[i])), average, 1e-5f));
    }

    /// <summary>After a step, running means are the momentum's part of the batch's, as they begin at 0.</summary>
    [Theory]
    [InlineData("resnet-8", "bn1", true)]
    [InlineData("resnet-8", "layer2.0.bn2", false)]
    [InlineData("efficientnet-b0", "bn1", true)]
    [InlineData("fast-16", "layer1.bn1", false)]
    public void Running_statistics_follow_those_of_a_batch_by_the_momentum(string network, string norm, bool fused)
    {
        var plan = Plan() with { Steps = 1 };
        plan = plan with { Description = plan.Description with { Network = network } };
        float[] Means(TrainingSettings settings)
        {
            using var model = WithFused(fused, () => new Trainer(settings with { AverageDecay = 0 }, _mild, 1, torch.CPU).Train(plan));
            return model.Network.state_dict()[$"{norm}.running_mean"].data<float>().ToArray();
        }

        var batch = Means(new TrainingSettings { BatchNormMomentum = 1 });
        Assert.True(batch.Max(Math.Abs) > 1e-3);
        Assert.All(Means(new TrainingSettings { BatchNormMomentum = 0.02 }), (mean, i) => Assert.Equal(0.02 * batch[i], mean, 1e-6));
        Assert.Equal(Means(new TrainingSettings()), Means(new TrainingSettings { BatchNormMomentum = 0.1 }));
    }

    [Fact]
    public void Weight_decay_shrinks_weights_and_leaves_batch_norm_alone()
    {
        // With a rate that is next to nothing, only decay of this size moves a weight at all.
        var plan = Plan() with { LearningRate = 1e-7 };
        var strong = new TrainingSettings { AverageDecay = 0, WeightDecay = 1e5 };
        using var decayed = new Trainer(strong, _mild, 1, torch.CPU).Train(plan);
        using var kept = new Trainer(strong with { WeightDecay = 0 }, _mild, 1, torch.CPU).Train(plan);
        double Norm(TrainedModel model, string name) => model.Network.state_dict()[name].norm().item<float>();

        Assert.True(Norm(decayed, "fc.weight") < 0.99 * Norm(kept, "fc.weight"));
        Assert.Equal(Norm(kept, "bn1.weight"), Norm(decayed, "bn1.weight"), 1e-4);
    }

    [Theory]
    [InlineData("resnet-8", "conv1. bn1. layer1.", "layer2.0.bn1.running_mean layer2.0.conv1.weight fc.weight", true)]
    [InlineData("resnet-8", "conv1. bn1. layer1.", "layer2.0.bn1.running_mean layer2.0.conv1.weight fc.weight", false)]
    [InlineData("fast-16", "whiten. layer1.", "layer2.bn1.running_mean layer2.conv1.weight fc.weight", true)]
    [InlineData("wide-resnet-28-2", "conv1. layer1.", "bn1.running_mean layer2.0.bn1.running_mean fc.weight", true)]
    [InlineData("resnet-18", "conv1. bn1. layer1.", "layer2.0.downsample.1.running_mean fc.weight", true)]
    [InlineData("efficientnet-b0", "conv_stem. bn1. blocks.0.", "blocks.1.0.bn1.running_mean bn2.running_mean classifier.weight", true)]
    public void Frozen_stages_end_as_they_start_to_the_bit_weights_and_statistics(string network, string frozen, string trained, bool fused)
    {
        var plan = Plan() with { FrozenStages = 2, Steps = 2, ModelNoise = new ModelNoise { SurvivalProbability = 0.5 } };
        plan = plan with { Description = plan.Description with { Network = network } };
        using var model = new TrainedModel(NetworkCatalog.Create(network, ClassificationTask.For(plan.Description), ModelNoise.None), plan.Description);
        using var start = InitialWeights.Of(model);
        using var tuned = WithFused(fused, () => new Trainer(new TrainingSettings { WarmUp = 0 }, _mild, 2, torch.CPU).Train(plan with { Start = start }));
        var (before, after) = (model.Network.state_dict(), tuned.Network.state_dict());
        string[] moved = [.. before.Keys.Where(name => before[name].ne(after[name]).any().item<bool>())];

        Assert.All(frozen.Split(' '), stage => Assert.Contains(before.Keys, name => name.StartsWith(stage, StringComparison.Ordinal)));
        Assert.DoesNotContain(moved, name => frozen.Split(' ').Any(stage => name.StartsWith(stage, StringComparison.Ordinal)));
        Assert.All(trained.Split(' '), name => Assert.Contains(name, moved));
    }

    [Theory]
    [InlineData("resnet-8", true)]
    [InlineData("resnet-8", false)]
    [InlineData("resnet-18", true)]
    [InlineData("fast-16", true)]
    [InlineData("fast-16", false)]
    public void What_frozen_stages_make_of_an_image_does_not_depend_on_its_batch_and_has_no_noise(string name, bool fused)
    {
        // Of these networks all that has batch-norm or stochastic depth is in stages.
        torch.manual_seed(3);
        using var scope = torch.NewDisposeScope();
        using var network = NetworkCatalog.Create(name, new(2, TestSets.Size), new ModelNoise { SurvivalProbability = 0.5, Dropout = 0 });
        MemoryFormat.ToChannelsLast(network);
        var images = torch.randn(6, 3, TestSets.Size, TestSets.Size).Times(3);
        var (free, alone, frozen) = WithFused(fused, () =>
        {
            network.train();
            var ofBatch = Answer(images);
            network.Freeze(100);
            network.eval();
            var ofOne = Answer(images.narrow(0, 2, 1));
            network.train();
            return (ofBatch, ofOne, Answer(images));
        });

        Assert.False(free.allclose(alone, 1e-2, 1e-3));
        Assert.True(frozen.allclose(alone, 1e-4, 1e-5));

        // Of the third image, or the only one.
        torch.Tensor Answer(torch.Tensor batch) => network.forward(batch).narrow(0, Math.Min(2, batch.shape[0] - 1), 1).detach();
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        using var model = new TrainedModel(NetworkCatalog.Create("resnet-8", ClassificationTask.For(Plan().Description), ModelNoise.None), Plan().Description);
        using var start = InitialWeights.Of(model);
        using var linear = new SmallNetwork();

        Assert.Contains("has no weights of", Assert.Throws<NoisyStudentException>(() => start.CopyTo(linear)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_learns_what_can_be_learned()
    {
        using var model = Train(seed: 1, epochs: 60);
        var test = TestSets.DarkAndBright(100, seed: 9);
        Assert.True(Scores.Of(Predictor.Predict(model, test.Images, torch.CPU), test.Labels).Top1 > 0.95);
    }

    [Fact]
    public void A_teacher_labels_un_noised_while_its_training_is_noised()
    {
        var plan = Plan() with { ModelNoise = new ModelNoise { SurvivalProbability = 0.5, Dropout = 0.5 } };
        using var teacher = new Trainer(new TrainingSettings(), _mild, 1, torch.CPU).Train(plan, cancellation: TestContext.Current.CancellationToken);
        var images = TestSets.Images(50);
        var (first, second) = (Predictor.Predict(teacher, images, torch.CPU), Predictor.Predict(teacher, images, torch.CPU));
        Assert.All(Enumerable.Range(0, 50), i => Assert.Equal(first.Distribution(i).ToArray(), second.Distribution(i).ToArray()));

        // The very same network is noised as soon as it trains.
        teacher.Network.train();
        using var batch = new ImageBatch(1, TestSets.Size, TestSets.Normalization, torch.CPU);
        batch.Set(0, images.Pixels(0));
        var answers = Enumerable.Range(0, 5).Select(_ => teacher.Network.forward(batch.Input(1).repeat(2, 1, 1, 1))[0, 0].item<float>());
        Assert.True(answers.Distinct().Count() > 1);
    }

    [Fact]
    public void A_diverging_training_stops_with_step_and_rate()
    {
        var plan = Plan() with { LearningRate = 1e38, Steps = 80 };
        var refusal = Assert.Throws<NoisyStudentException>(() => new Trainer(new TrainingSettings(), _mild, 1, torch.CPU).Train(plan));
        Assert.Contains("diverged", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("step", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, Precision.Fp32, LossForm.Mean)]
    [InlineData(OptimizerKind.Rmsprop, Precision.Fp32, LossForm.Sum)]
    [InlineData(OptimizerKind.Adamw, Precision.Bf16, LossForm.Normalized)]
    [InlineData(OptimizerKind.Sgd, Precision.Fp32, LossForm.Mean, false)]
    [InlineData(OptimizerKind.Sgd, Precision.Fp32, LossForm.Mean, false, false)]
    [InlineData(OptimizerKind.Sgd, Precision.Fp32, LossForm.Normalized, true, true, 0)]
    public void A_training_that_goes_on_from_a_checkpoint_ends_in_the_same_bits(
        OptimizerKind optimizer, Precision precision, LossForm loss, bool inputNoise = true, bool modelNoise = true, int labeled = 8)
    {
        using var folder = new TemporaryFolder();
        var settings = new TrainingSettings { Optimizer = optimizer, Precision = precision, Loss = loss, AverageDecay = 0.9, ClipNorm = 1 };
        var plan = Plan() with
        {
            ModelNoise = new ModelNoise { SurvivalProbability = 0.7, Dropout = 0.3 },
            Parts = [Labeled(labeled), Unlabeled(24 - labeled) with { HasFullInputNoise = inputNoise, HasModelNoise = modelNoise }],
            LearningRate = 0.01,
        };
        var trainer = new Trainer(settings, _mild, 1, torch.CPU);
        var whole = Weights(trainer.Train(plan));

        using var checkpoint = Interrupt(trainer, plan, folder);
        Assert.Equal(1, checkpoint.Step);
        Assert.Equal(whole, Weights(trainer.Train(plan, from: checkpoint)));
    }

    [Fact]
    public void Model_noise_is_kept_from_the_images_of_parts_that_get_none()
    {
        // Of such images alone, a training is one of a network without noise.
        var plan = Plan() with { Parts = [Labeled(0), Unlabeled(24) with { HasModelNoise = false }] };
        var strong = new ModelNoise { SurvivalProbability = 0.5, Dropout = 0.5 };
        float[] Trained(TrainingPlan plan) => Weights(new Trainer(new TrainingSettings { AverageDecay = 0 }, _mild, 1, torch.CPU).Train(plan));
        var without = Trained(plan with { ModelNoise = ModelNoise.None });

        Assert.Equal(without, Trained(plan with { ModelNoise = strong }));
        Assert.NotEqual(without, Trained(plan with { ModelNoise = strong, Parts = [Labeled(0), Unlabeled(24)] }));
        Assert.NotEqual(without, Trained(plan with { ModelNoise = strong, Parts = [Labeled(8), Unlabeled(16) with { HasModelNoise = false }] }));
    }

    [Fact]
    public void A_diverging_training_names_the_last_good_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var checkpoints = new CheckpointFolder(folder.Path, TimeSpan.Zero);
        using var interrupt = new CancellationTokenSource();
        var trainer = new Trainer(new TrainingSettings { Precision = Precision.Fp32 }, _mild, 1, torch.CPU);
        Assert.Throws<OperationCanceledException>(() => trainer.Train(
            Plan(), new Relay<TrainingProgress>(_ => interrupt.Cancel()), checkpoints, cancellation: interrupt.Token));
        var good = checkpoints.Last!;

        using var checkpoint = checkpoints.Load(Assert.Fail);
        var hourly = new CheckpointFolder(folder.Path, TimeSpan.FromHours(1));
        var refusal = Assert.Throws<NoisyStudentException>(
            () => trainer.Train(Plan() with { LearningRate = 1e38, Steps = 80 }, checkpoints: hourly, from: checkpoint));
        Assert.Contains(good, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(good, hourly.Last);
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused()
    {
        using var folder = new TemporaryFolder();
        var trainer = new Trainer(new TrainingSettings(), _mild, 1, torch.CPU);
        using var checkpoint = Interrupt(trainer, Plan(), folder);
        var larger = Plan() with { Description = new ModelDescription("resnet-14", ["dark", "bright"], TestSets.Size, TestSets.Normalization) };
        Assert.Contains("another training", Assert.Throws<NoisyStudentException>(() => trainer.Train(larger, from: checkpoint)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_longer_than_the_clip_are_shortened_to_it()
    {
        // With plain gradient descent and no decay, a step of rate 1 is as long as the gradient.
        var settings = new TrainingSettings { Momentum = 0, WeightDecay = 0, AverageDecay = 0, WarmUp = 0, Precision = Precision.Fp32 };
        var plan = Plan() with { LearningRate = 1, Steps = 1 };
        var start = Weights(new Trainer(settings, _mild, 1, torch.CPU).Train(plan with { LearningRate = 1e-30 }));
        double StepLength(double? clip) => Math.Sqrt(start.Zip(Weights(new Trainer(settings with { ClipNorm = clip }, _mild, 1, torch.CPU).Train(plan)))
            .Sum(pair => Math.Pow(pair.First - pair.Second, 2)));

        Assert.True(StepLength(null) > 0.1);
        Assert.Equal(0.01, StepLength(0.01), 1e-4);
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(
            () => new Trainer(new TrainingSettings(), _mild, 1, torch.CPU).Train(Plan(), cancellation: cancelled.Token));
    }

    private static TrainedModel Train(long seed, double epochs = 3) =>
        new Trainer(new TrainingSettings { AverageDecay = 0.9 }, _mild, seed, torch.CPU)
            .Train(Plan() with { Steps = TrainingPlan.StepsOf(epochs, 32, 8), Parts = epochs > 10 ? [Labeled(8)] : [Labeled(8), Unlabeled(16)] });

    /// <summary>Ends a training after its first step.</summary>
    private static Checkpoint Interrupt(Trainer trainer, TrainingPlan plan, TemporaryFolder folder)
    {
        var checkpoints = new CheckpointFolder(folder.Path, TimeSpan.Zero);
        using var interrupt = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => trainer.Train(
            plan, new Relay<TrainingProgress>(_ => interrupt.Cancel()), checkpoints, cancellation: interrupt.Token));
        return checkpoints.Load(Assert.Fail)!;
    }

    private static TrainingPlan Plan() => new()
    {
        Iteration = 1,
        Description = new ModelDescription("resnet-8", ["dark", "bright"], TestSets.Size, TestSets.Normalization),
        ModelNoise = new ModelNoise(),
        Parts = [Labeled(8)],
        LearningRate = 0.05,
        Steps = 8,
        StepsPerEpoch = 4,
        Validation = TestSets.DarkAndBright(10, seed: 5),
    };

    private static TrainingPart Labeled(int images) => new() { Name = "labeled", Set = TrainingSet.Of(TestSets.DarkAndBright(32), 0), Images = images };

    private static TrainingPart Unlabeled(int images) => new()
    {
        Name = "pseudo-labeled",
        Set = new TrainingSet(TestSets.Images(20), [.. Enumerable.Range(0, 20).SelectMany(_ => new[] { 0.3f, 0.7f })], 2),
        Images = images,
    };

    private static T WithFused<T>(bool fused, Func<T> make)
    {
        var before = FusedBatchNorm.IsEnabled;
        try
        {
            FusedBatchNorm.IsEnabled = fused;
            return make();
        }
        finally
        {
            FusedBatchNorm.IsEnabled = before;
        }
    }

    private static float[] Weights(TrainedModel model)
    {
        using (model)
        {
            return [.. model.Network.parameters().SelectMany(tensor => tensor.detach().contiguous().data<float>().ToArray())];
        }
    }

    private sealed class SmallNetwork : ClassifierNetwork
    {
        public SmallNetwork()
            : base("small", 2) => register_module("only", LastLayer);

        private protected override IReadOnlyList<Stage> Stages { get; } = [];

        private protected override TorchSharp.Modules.Linear LastLayer { get; } = torch.nn.Linear(3, 2);

        internal override OnnxValue Export(OnnxGraph graph, OnnxValue images) => images;
    }
}
