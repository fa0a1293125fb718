using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Checkpoints;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

/// <summary>Trainings of three parts: labeled images, stored pseudo-labels, and targets that change while the training goes on.</summary>
[Collection(TorchCollection.Name)]
public sealed class TargetSourceTests : IDisposable
{
    private const string State = "targets.moving.answers";

    private static readonly ImageSet _images = TestSets.Images(12, seed: 3);

    private readonly TemporaryFolder _folder = new();

    public TargetSourceTests() => TorchRuntime.Load();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_is_asked_once_a_step_and_sees_the_average_of_the_steps_before()
    {
        var (asked, seen, saved) = (new List<long>(), new List<float[]>(), new List<float[]>());
        var plan = Plan(average => new Watching((images, step) =>
        {
            Assert.Equal(4, images.Count);
            asked.Add(step);
            seen.Add(Sorted(average.Network.parameters()));
        }));
        CheckpointFolder checkpoints = null!;
        checkpoints = new CheckpointFolder(_folder.Path, TimeSpan.Zero)
        {
            Saved = () =>
            {
                using var checkpoint = checkpoints.Load(Assert.Fail)!;
                saved.Add(Sorted([checkpoint.Tensors["average.weights"]]));
            },
        };
        using var model = Trainer().Train(plan, checkpoints: checkpoints);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], asked);
        Assert.Equal(saved, seen[1..]);
        Assert.Equal(8, seen.Append(Sorted(model.Network.parameters())).DistinctBy(weights => string.Join(' ', weights)).Count() - 1);
    }

    [Fact]
    public void Targets_that_differ_from_step_to_step_are_what_the_network_learns()
    {
        float[] Trained(Func<long, float> bright) => Weights(Trainer().Train(Plan(_ => new Watching((_, _) => { }, bright))));

        Assert.Equal(Trained(_ => 1), Trained(_ => 1));
        Assert.NotEqual(Trained(_ => 1), Trained(step => step < 7 ? 1 : 0.5f));
    }

    [Theory]
    [InlineData(LossForm.Mean)]
    [InlineData(LossForm.Normalized)]
    public void What_it_remembers_goes_on_with_the_training_and_begins_anew_with_another(LossForm loss)
    {
        var (trainer, plan) = (Trainer(loss), Moving());
        var whole = Weights(trainer.Train(plan));
        using var checkpoint = InterruptAtStep3(trainer, plan);

        Assert.Equal(3, checkpoint.Step);
        Assert.Equal(whole, Weights(trainer.Train(plan, from: checkpoint)));
        Assert.Equal(whole, Weights(trainer.Train(plan)));

        // Without what it remembers, the end is another.
        using var forgetful = torch.full_like(checkpoint.Tensors[State], 0.5f);
        Assert.NotEqual(whole, Weights(trainer.Train(plan, from: With(checkpoint, forgetful))));
    }

    [Fact]
    public void A_checkpoint_without_what_it_remembers_or_with_another_shape_of_it_is_refused()
    {
        var (trainer, plan) = (Trainer(LossForm.Normalized), Moving());
        using var checkpoint = InterruptAtStep3(trainer, plan);
        using var fewer = checkpoint.Tensors[State].narrow(0, 0, 11);
        using var doubles = checkpoint.Tensors[State].to(torch.float64);

        Assert.All(
            [With(checkpoint, null), With(checkpoint, fewer), With(checkpoint, doubles)],
            broken => Assert.Contains($"'{State}'", Refusal(broken), StringComparison.Ordinal));
        Assert.Contains(
            "'moving-loss'", Refusal(checkpoint with { Numbers = checkpoint.Numbers.Where(number => number.Key != "moving-loss").ToDictionary() }),
            StringComparison.Ordinal);

        string Refusal(Checkpoint broken) => Assert.Throws<NoisyStudentException>(() => trainer.Train(plan, from: broken)).Message;
    }

    [Fact]
    public void It_ends_with_the_training_however_that_ends()
    {
        var (whole, diverging) = (new Watching((_, _) => { }), new Watching((_, _) => { }));
        Trainer().Train(Plan(_ => whole)).Dispose();
        Assert.Throws<NoisyStudentException>(() => Trainer().Train(Plan(_ => diverging) with { LearningRate = 1e38 }));

        Assert.Equal((1, 1), (whole.Ended, diverging.Ended));
    }

    private static Trainer Trainer(LossForm loss = LossForm.Mean) => new(
        new TrainingSettings { Loss = loss, AverageDecay = 0.5, WarmUp = 0 }, InputNoise.FlipAndCrop, seed: 1, torch.CPU);

    private static TrainingPlan Moving() => Plan(average => new MovingAnswers(average));

    private static TrainingPlan Plan(Func<TrainedModel, ITargetSource> source) => new()
    {
        Iteration = 1,
        Description = new ModelDescription("resnet-8", ["dark", "bright"], TestSets.Size, TestSets.Normalization),
        ModelNoise = new ModelNoise { SurvivalProbability = 0.7, Dropout = 0.3 },
        Parts =
        [
            new TrainingPart { Name = "labeled", Set = TrainingSet.Of(TestSets.DarkAndBright(32), 0), Images = 8 },
            new TrainingPart
            {
                Name = "pseudo-labeled", Set = new TrainingSet(TestSets.Images(20), (_, target) => (target[0], target[1]) = (0.3f, 0.7f), 2), Images = 8, HasModelNoise = false,
            },
            new TrainingPart { Name = "moving", Set = new TrainingSet(_images, source, 2), Images = 4, Weight = 0.5 },
        ],
        LearningRate = 0.05,
        Steps = 8,
        StepsPerEpoch = 4,
        Validation = TestSets.DarkAndBright(10, seed: 5),
    };

    private Checkpoint InterruptAtStep3(Trainer trainer, TrainingPlan plan)
    {
        var checkpoints = new CheckpointFolder(_folder.Path, TimeSpan.Zero);
        using var interrupt = new CancellationTokenSource();
        var progress = new Relay<TrainingProgress>(report =>
        {
            if (report.Step == 3)
            {
                interrupt.Cancel();
            }
        });
        Assert.Throws<OperationCanceledException>(() => trainer.Train(plan, progress, checkpoints, cancellation: interrupt.Token));
        return checkpoints.Load(Assert.Fail)!;
    }

    private static Checkpoint With(Checkpoint checkpoint, torch.Tensor? answers)
    {
        var tensors = checkpoint.Tensors.Where(entry => entry.Key != State).ToDictionary();
        if (answers is not null)
        {
            tensors[State] = answers;
        }

        return checkpoint with { Tensors = tensors };
    }

    private static float[] Sorted(IEnumerable<torch.Tensor> tensors) => [.. Values(tensors).Order()];

    private static float[] Weights(TrainedModel model)
    {
        using (model)
        {
            return [.. Values(model.Network.parameters())];
        }
    }

    private static IEnumerable<float> Values(IEnumerable<torch.Tensor> tensors) =>
        tensors.SelectMany(tensor => tensor.detach().contiguous().data<float>().ToArray());

    /// <summary>Tells of each time it is asked, and gives the second class of every image a probability that may go by the step.</summary>
    private sealed class Watching(Action<IReadOnlyList<int>, long> asked, Func<long, float>? bright = null) : ITargetSource
    {
        public int Ended { get; private set; }

        public IReadOnlyDictionary<string, torch.Tensor> State { get; } = new Dictionary<string, torch.Tensor>();

        public float[] Targets(IReadOnlyList<int> images, long step)
        {
            asked(images, step);
            var probability = bright?.Invoke(step) ?? 0.5f;
            return [.. images.SelectMany(_ => new[] { 1 - probability, probability })];
        }

        public void Dispose() => Ended++;
    }

    /// <summary>A teacher that goes on learning: its answer for an image is the moving average of what the average of the training answered for it.</summary>
    private sealed class MovingAnswers(TrainedModel average) : ITargetSource
    {
        private readonly Predictor _average = Predictor.InLibTorch(average, torch.CPU);
        private readonly torch.Tensor _answers = torch.full([_images.Count, 2], 0.5f);

        public IReadOnlyDictionary<string, torch.Tensor> State => new Dictionary<string, torch.Tensor> { ["answers"] = _answers };

        public float[] Targets(IReadOnlyList<int> images, long step)
        {
            using var scope = torch.NewDisposeScope();
            var chosen = torch.tensor(images.Select(image => (long)image).ToArray());
            var answers = _average.Predict(_images.Subset(images));
            var now = torch.tensor(Enumerable.Range(0, images.Count).SelectMany(i => answers.Distribution(i).ToArray()).ToArray(), [images.Count, 2]);
            var moved = _answers.index_select(0, chosen).Times(0.8).Plus(now.Times(0.2));
            _answers.index_copy_(0, chosen, moved);
            return moved.data<float>().ToArray();
        }

        public void Dispose()
        {
            _average.Dispose();
            _answers.Dispose();
        }
    }
}
