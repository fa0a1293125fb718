using NoisyStudent.Benchmarks.Pretrained;
using NoisyStudent.Networks;
using NoisyStudent.Pretrained;
using NoisyStudent.Torch;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Pretrained;

[Collection(TorchCollection.Name)]
public sealed class ImageNetWeightsTests
{
    private const int Size = MlNetFeaturizer.ImageSize;

    public ImageNetWeightsTests() => TorchRuntime.Load();

    [Fact]
    public void The_converted_network_has_the_features_that_the_published_one_has_in_ONNX_Runtime()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var featurizer = new MlNetFeaturizer();
        using var network = MlNetFeaturizer.Converted();
        byte[][] pictures = [.. Enumerable.Range(0, 4).Select(Picture)];
        var expected = stack(pictures.Select(picture => tensor(featurizer.FeaturesOf(picture))));

        // Their input has the mean picture taken off; ours is divided by ImageNet's deviations besides.
        var deviations = tensor([.. Normalization.ImageNet.StandardDeviation]).reshape(1, -1, 1, 1);
        var input = stack(pictures.Select(picture => tensor(featurizer.Prepare(picture), [3, Size, Size]))).flip(1).div(deviations);
        var features = network.ForwardThrough(network.StageCount, MemoryFormat.ToChannelsLast(input));

        var deviation = expected.std().item<float>();
        Assert.True(deviation > 0.1, "The network tells the pictures apart.");
        Assert.InRange((features - expected).abs().max().item<float>(), 0, 1e-3 * deviation);

        // By the means of the channels alone, as our pictures are read, they are near.
        var normalized = stack(pictures.Select(picture => tensor(Planes(picture), [3, Size, Size]))).sub(tensor([.. ImageNetWeights.Normalization.Mean]).reshape(1, -1, 1, 1)).div(deviations);
        var near = network.ForwardThrough(network.StageCount, MemoryFormat.ToChannelsLast(normalized));
        Assert.InRange((near - expected).pow(2).mean().sqrt().item<float>(), 0, 0.1 * deviation);
    }

    [Fact]
    public void All_but_the_last_layer_is_there()
    {
        using var network = MlNetFeaturizer.Converted();
        using var weights = ImageNetWeights.Read();
        Assert.Equal(["fc.bias", "fc.weight"], weights.CopyTo(network).Kept.Where(name => !name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order());
        Assert.Equal(ImageNetWeights.Hash, weights.Hash);
        Assert.Equal(3, weights.Normalization!.Channels);
    }

    /// <summary>Waves of its own length and colours in each picture.</summary>
    private static byte[] Picture(int number)
    {
        var pixels = new byte[Size * Size * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, x, y) = (i % 3, i / 3 % Size, i / 3 / Size);
            pixels[i] = (byte)(128 + (100 * Math.Sin(((x * (number + 1)) + (y * (channel + 2))) / (7.0 + (5 * number)))));
        }

        return pixels;
    }

    private static float[] Planes(byte[] pixels) => [.. Enumerable.Range(0, 3).SelectMany(channel => Enumerable.Range(0, Size * Size).Select(place => (float)pixels[(place * 3) + channel]))];
}
