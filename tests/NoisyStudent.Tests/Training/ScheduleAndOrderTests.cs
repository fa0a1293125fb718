using NoisyStudent.Networks;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public class ScheduleAndOrderTests
{
    [Fact]
    public void The_rate_rises_linearly_and_falls_along_a_cosine()
    {
        var schedule = new CosineSchedule(Peak: 0.4, WarmUp: 0.2, Steps: 10);
        Assert.Equal([0.2, 0.4, 0.4, 0.2], new[] { 0L, 1, 2, 6 }.Select(step => Math.Round(schedule.RateAt(step), 10)));
        Assert.Equal(0.4 * 0.5 * (1 + Math.Cos(Math.PI * 7 / 8)), schedule.RateAt(9), 1e-12);
    }

    [Fact]
    public void Each_pass_of_an_order_holds_every_sample_once()
    {
        var order = new SampleOrder(7, seed: 1, 2, 0);
        var passes = Enumerable.Range(0, 3).Select(pass => Enumerable.Range(0, 7).Select(i => order[(pass * 7) + i]).ToArray()).ToArray();
        Assert.All(passes, pass => Assert.Equal(Enumerable.Range(0, 7), pass.Order()));
        Assert.NotEqual(passes[0], passes[1]);
    }

    [Fact]
    public void An_order_is_a_function_of_its_place()
    {
        var (forward, backward) = (new SampleOrder(5, seed: 1, 2), new SampleOrder(5, seed: 1, 2));
        var positions = Enumerable.Range(0, 40).Select(position => (long)position).ToArray();
        var read = positions.Select(position => forward[position]).ToArray();
        Assert.Equal(read, positions.Reverse().Select(position => backward[position]).Reverse());
        Assert.NotEqual(read, positions.Select(position => new SampleOrder(5, seed: 2, 2)[position]));
    }

    [Fact]
    public void Labels_are_smoothed_over_all_classes()
    {
        var target = new float[4];
        TrainingSet.Smooth(target, 2, 0.1);
        Assert.Equal([0.025f, 0.025f, 0.925f, 0.025f], target.Select(p => MathF.Round(p, 6)));
    }

    /// <summary>Decay min(0.999, (1+n)/(10+n)): 1/10 at the first update, 2/11 at the second.</summary>
    [Fact]
    public void The_average_follows_the_weights_fast_at_first()
    {
        TorchRuntime.Load();
        using var network = NetworkCatalog.Create("resnet-8", 2, ModelNoise.None);
        using var copy = NetworkCatalog.Create("resnet-8", 2, ModelNoise.None);
        var (weights, averaged) = (network.state_dict()["fc.bias"], copy.state_dict()["fc.bias"]);
        using (torch.no_grad())
        {
            weights.fill_(0);
            var average = new WeightAverage(network, copy, 0.999);
            weights.fill_(1);
            average.Update();
            Assert.Equal(0.9, averaged[0].item<float>(), 1e-6);
            weights.fill_(2);
            average.Update();
        }

        Assert.Equal((0.9 * 2 / 11) + (2 * 9 / 11.0), averaged[0].item<float>(), 1e-6);
    }
}
