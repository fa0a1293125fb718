using NoisyStudent.Networks;
using NoisyStudent.Torch;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public sealed class FastConvNetTests
{
    public FastConvNetTests()
    {
        TorchRuntime.Load();
        manual_seed(1);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Patches_are_whitened_once_images_were_seen(int channels)
    {
        var directions = 4 * channels;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var network = NetworkCatalog.Create("fast-16", new(10, 16, channels), ModelNoise.None);

        // Neighbours alike, and channels too.
        var images = nn.functional.avg_pool2d(randn(200, channels, 18, 18), 3, 1).mul_(2).add_(randn(200, 1, 16, 16));
        network.Prepare([images]);

        var weight = network.state_dict()["whiten.weight"];
        var answers = nn.functional.conv2d(images, weight).transpose(0, 1).flatten(1);
        var moments = answers.mm(answers.t()).div_(answers.shape[1]);
        Assert.Equal([2 * directions, channels, 2, 2], weight.shape);
        Assert.InRange((moments[..directions, ..directions] - eye(directions)).abs().max().item<float>(), 0, 0.05);
        Assert.Equal(0, (weight[..directions] + weight[directions..]).abs().max().item<float>());
    }

    [Fact]
    public void Directions_are_those_of_all_images_however_they_come_in_batches()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = nn.functional.avg_pool2d(randn(50, 3, 18, 18), 3, 1);
        var (together, parts) = (Whitened([images]), Whitened([images[..7], images[7..30], images[30..]]));

        Assert.True(together.allclose(parts, 1e-4, 1e-4));
        Assert.False(together.allclose(Whitened([images[..7]]), 1e-4, 1e-4));

        static Tensor Whitened(Tensor[] batches)
        {
            using var network = NetworkCatalog.Create("fast-16", new(10, 16), ModelNoise.None);
            network.Prepare(batches);
            return network.state_dict()["whiten.weight"].clone();
        }
    }

    [Fact]
    public void What_is_whitened_stays_while_the_network_learns()
    {
        using var scope = NewDisposeScope();
        using var network = NetworkCatalog.Create("fast-16", new(3, 9), ModelNoise.None);
        var before = network.state_dict()["whiten.weight"].clone();
        var images = randn(8, 3, 9, 9);
        var optimizer = optim.SGD(network.parameters(), 0.1);
        nn.functional.cross_entropy(network.forward(images), randint(0, 3, 8, dtype: int64)).backward();
        optimizer.step();

        Assert.Equal(0, (network.state_dict()["whiten.weight"] - before).abs().max().item<float>());
        Assert.DoesNotContain("whiten.weight", network.named_parameters().Select(parameter => parameter.name));
    }
}
