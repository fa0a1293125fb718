using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Prediction;

[Collection(TorchCollection.Name)]
public sealed class FeatureStoreTests : IDisposable
{
    private readonly FeatureStore _store = new(folder: null, torch.CPU);

    public FeatureStoreTests() => TorchRuntime.Load();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData("resnet-18-mlnet", 8, torch.ScalarType.BFloat16)]
    [InlineData("resnet-18-mlnet", 32, torch.ScalarType.BFloat16)]
    [InlineData("resnet-18-mlnet", 96, torch.ScalarType.BFloat16)]
    [InlineData("resnet-18-mlnet", 32, torch.ScalarType.Float32)]
    [InlineData("resnet-18-mlnet", 64, torch.ScalarType.Float32)]
    [InlineData("fast-16", 8, torch.ScalarType.Float32)]
    [InlineData("efficientnet-b0", 32, torch.ScalarType.Float32)]
    public void Features_are_those_of_the_network_and_have_the_same_bits_whatever_else_is_computed(string network, int size, torch.ScalarType type)
    {
        using var scope = torch.NewDisposeScope();
        using var model = Model(network, size: size);
        var (images, few) = (Pixels(40, size), (int[])[17, 39, 17]);
        using var features = _store.Of(model.Network, model.Description, type);
        var all = features.Of(images.Length, i => images[i]);
        using var other = new FeatureStore(folder: null, torch.CPU);
        using var ofOther = other.Of(model.Network, model.Description, type);
        Assert.Equal(all.index_select(0, torch.tensor([17L, 39L, 17L])).bytes.ToArray(), ofOther.Of(few.Length, i => images[few[i]]).bytes.ToArray());

        using var batch = new ImageBatch(images.Length, size, TestSets.Normalization, torch.CPU);
        for (var i = 0; i < images.Length; i++)
        {
            batch.Set(i, images[i]);
        }

        model.Network.eval();
        Assert.True(all.allclose(model.Network.ForwardThrough(100, batch.Input(images.Length)), 0.05, 0.05));
    }

    [Fact]
    public void What_is_there_is_not_computed_again_for_models_that_differ_in_their_last_layer_alone()
    {
        using var scope = torch.NewDisposeScope();
        var pixels = Pixels(3);
        using var first = Model("resnet-8");
        using var second = Model("resnet-8");
        second.Network.SetLastLayer(torch.ones(2, 64), torch.ones(2));
        byte[] known;
        using (var features = _store.Of(first.Network, first.Description, torch.float32))
        {
            known = features.Of(2, i => pixels[i]).bytes.ToArray();
        }

        using var again = _store.Of(second.Network, second.Description, torch.float32);
        second.Network.Dispose();
        Assert.Equal(known, again.Of(2, i => pixels[i]).bytes.ToArray());

        // A network that is gone answers for nothing that is new.
        Assert.ThrowsAny<Exception>(() => again.Of(1, _ => pixels[2]));
    }

    [Fact]
    public void Other_weights_types_and_normalizations_have_features_of_their_own()
    {
        using var scope = torch.NewDisposeScope();
        var pixels = Pixels(2);
        using var model = Model("resnet-8");
        using var other = Model("resnet-8", seed: 2);
        var known = Of(model, model.Description, torch.float32);
        Assert.Equal(known, Of(model, model.Description, torch.float32));
        Assert.NotEqual(known, Of(other, model.Description, torch.float32));
        Assert.NotEqual(known, Of(model, model.Description, torch.bfloat16));
        Assert.NotEqual(known, Of(model, model.Description with { Normalization = new([1, 2, 3], [64, 64, 64]) }, torch.float32));

        byte[] Of(TrainedModel of, ModelDescription description, torch.ScalarType type)
        {
            using var features = _store.Of(of.Network, description, type);
            return features.Of(2, i => pixels[i]).bytes.ToArray();
        }
    }

    [Fact]
    public void A_model_on_features_answers_as_in_libtorch()
    {
        using var model = Model("resnet-8");
        var images = TestSets.Images(300);
        using var onFeatures = Predictor.OnFeatures(model, _store, Precision.Fp32, torch.CPU, ownsModel: false);
        using var inLibTorch = Predictor.InLibTorch(model, torch.CPU);
        var (first, second) = (onFeatures.Logits(images), inLibTorch.Logits(images));
        Assert.All(first.Zip(second), pair => Assert.All(pair.First.Zip(pair.Second), logits => Assert.Equal(logits.Second, logits.First, 1e-4f)));
        Assert.NotEqual(first[0], first[1]);
    }

    private static byte[][] Pixels(int count, int size = TestSets.Size) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var pixels = new byte[size * size * 3];
        new Random(i).NextBytes(pixels);
        return pixels;
    })];

    private static TrainedModel Model(string network, long seed = 1, int size = TestSets.Size)
    {
        var description = new ModelDescription(network, ["dark", "bright"], size, TestSets.Normalization);
        torch.manual_seed(seed);
        var created = NetworkCatalog.Create(network, ClassificationTask.For(description), ModelNoise.None);
        MemoryFormat.ToChannelsLast(created);
        return new TrainedModel(created, description);
    }
}
