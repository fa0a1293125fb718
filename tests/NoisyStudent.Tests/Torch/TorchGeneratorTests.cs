using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Torch;

[Collection(TorchCollection.Name)]
public class TorchGeneratorTests
{
    [Fact]
    public async Task Trainings_of_one_process_end_in_the_same_bits_whatever_else_is_trained_and_created_meanwhile()
    {
        TorchRuntime.Load();
        var alone = Enumerable.Range(1, 2).Select(seed => Train(seed)).ToArray();
        using var done = new CancellationTokenSource();
        var creating = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                using var network = NetworkCatalog.Create("resnet-8", ClassificationTask.For(Plan().Description), ModelNoise.None);
            }
        });
        var together = await Task.WhenAll(Enumerable.Range(1, 2).Select(seed => Task.Run(() => Train(seed))));
        await done.CancelAsync();
        await creating;

        Assert.Equal(alone, together);
        Assert.NotEqual(alone[0], alone[1]);
    }

    private static float[] Train(long seed)
    {
        using var model = new Trainer(new TrainingSettings { AverageDecay = 0 }, InputNoise.None, seed, torch.CPU).Train(Plan());
        return [.. model.Network.parameters().SelectMany(weights => weights.contiguous().data<float>().ToArray())];
    }

    private static TrainingPlan Plan() => new()
    {
        Iteration = 1,
        Description = new ModelDescription("resnet-8", ["dark", "bright"], TestSets.Size, TestSets.Normalization),
        ModelNoise = new ModelNoise { SurvivalProbability = 0.7, Dropout = 0.3 },
        Parts = [new TrainingPart { Name = "labeled", Set = TrainingSet.Of(TestSets.DarkAndBright(32), labelSmoothing: 0), Images = 8 }],
        LearningRate = 0.05,
        Steps = 40,
        StepsPerEpoch = 4,
        Validation = TestSets.DarkAndBright(2, seed: 5),
    };
}
