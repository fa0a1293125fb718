using NoisyStudent.Networks;
using NoisyStudent.Recipes;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Runs.Budgets;

[Collection(TorchCollection.Name)]
public class SpeedProbeTests
{
    /// <summary>No machine takes as long for an image.</summary>
    private const double Ages = 1_000;

    private static readonly Recipe _recipe = new()
    {
        Teacher = new ModelSettings { Network = "resnet-8" },
        Students = [.. Enumerable.Repeat(new StudentSettings { Network = "resnet-8" }, 2)],
    };

    public SpeedProbeTests() => TorchRuntime.Load();

    [Fact]
    public void What_a_model_of_the_run_took_is_half_of_what_is_typical_of_one_that_costs_the_same()
    {
        var time = Probe(images: [4, 8, 8], took: [null, Ages]).Training(_recipe, model: 2);

        Assert.InRange(time.Typical, Ages / 2, (Ages / 2) + 100);
        Assert.InRange(time.Fastest, 0, 100);
    }

    [Fact]
    public void Where_several_cost_the_same_the_last_one_counts() =>
        Assert.InRange(Probe(images: [8, 8, 8], took: [Ages, 2 * Ages]).Training(_recipe, model: 2).Typical, Ages, Ages + 100);

    [Fact]
    public void What_one_took_with_other_batches_or_is_not_known_says_nothing()
    {
        Assert.InRange(Probe(images: [8, 4, 8], took: [null, Ages]).Training(_recipe, model: 2).Typical, 0, 100);
        Assert.InRange(Probe(images: [8, 8, 8], took: [null, null]).Training(_recipe, model: 2).Typical, 0, 100);
    }

    private static SpeedProbe Probe(int[] images, double?[] took) => new(
        (_, model) => Plan(images[model]), took, budget: TimeSpan.FromSeconds(1), longest: SpeedProbe.Moment, patience: TimeSpan.Zero, torch.CPU, CancellationToken.None);

    private static TrainingPlan Plan(int images) => new()
    {
        Iteration = 2,
        Description = new ModelDescription("resnet-8", ["dark", "bright"], TestSets.Size, TestSets.Normalization),
        ModelNoise = new ModelNoise(),
        Parts = [new TrainingPart { Name = "labeled", Set = TrainingSet.Of(TestSets.DarkAndBright(32), 0), Images = images }],
        LearningRate = 0.05,
        Steps = 8,
        StepsPerEpoch = 4,
        Validation = TestSets.DarkAndBright(10, seed: 5),
    };
}
