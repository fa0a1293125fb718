using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public class TrainingStateTests
{
    public TrainingStateTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(600, 16, 500, 500)]
    [InlineData(40, 64, 40, 40)]
    [InlineData(300, 64, 300, 125)]
    [InlineData(30, 224, 30, 10)]
    public void Images_that_a_network_is_prepared_with_come_in_batches_of_bounded_size(int labeled, int size, int expected, int mostAtOnce)
    {
        var counts = new List<int>();
        foreach (var batch in TrainingState.CleanImages(Plan(labeled, size), 500))
        {
            Assert.Equal([3, size, size], batch.shape[1..]);
            counts.Add((int)batch.shape[0]);
        }

        Assert.Equal((expected, Math.Min(expected, mostAtOnce)), (counts.Sum(), counts.Max()));
    }

    [Fact]
    public void Those_images_are_spread_evenly_over_all()
    {
        // Picture i is of the grey level i / 4.
        var batches = TrainingState.CleanImages(Plan(1000, 8), 500).Select(batch => batch.narrow(1, 0, 1).mean([1L, 2L, 3L]).data<float>().ToArray());

        Assert.Equal(Enumerable.Range(0, 500).Select(i => ((i * 2 / 4) - 128) / 64f), batches.SelectMany(means => means));
    }

    [Fact]
    public void Network_and_average_begin_with_the_same_whitening_the_one_of_the_images()
    {
        var plan = Plan(50, 8);
        using var network = NetworkCatalog.Create("fast-16", ClassificationTask.For(plan.Description), ModelNoise.None);
        Assert.Equal(500, network.ImagesToPrepare);
        network.Prepare(TrainingState.CleanImages(plan, network.ImagesToPrepare));
        using var state = new TrainingState(plan, new TrainingSettings(), InputNoise.None, seed: 1, torch.CPU);

        Assert.All(new[] { state.Network, state.Model.Network }, each => Assert.True(
            each.state_dict()["whiten.weight"].eq(network.state_dict()["whiten.weight"]).all().item<bool>()));
    }

    private static TrainingPlan Plan(int labeled, int size)
    {
        var images = new ImageSet(
            size, [.. Enumerable.Range(0, labeled).Select(i => $"{i}.png")],
            Enumerable.Range(0, labeled).Select(i => Enumerable.Repeat((byte)(i / 4), size * size * 3).ToArray()));
        return new TrainingPlan
        {
            Iteration = 0,
            Description = new ModelDescription("fast-16", ["dark", "bright"], size, TestSets.Normalization),
            ModelNoise = ModelNoise.None,
            Parts = [new TrainingPart { Name = "labeled", Set = TrainingSet.Of(new LabeledSet("memory", images, ["dark", "bright"], new int[labeled]), 0), Images = 8 }],
            LearningRate = 0.1,
            Steps = 1,
            StepsPerEpoch = 1,
            Validation = TestSets.DarkAndBright(2),
        };
    }
}
