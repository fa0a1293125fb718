using NoisyStudent.Training;
using Xunit;

namespace NoisyStudent.Tests.Training;

public class SampleOrderTests
{
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
}
