using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace NoisyStudent.Tests.Networks;

/// <summary>What holds for every family.</summary>
[Collection(TorchCollection.Name)]
public class NetworkFamilyTests
{
    private const long LargestCompared = 100_000_000;

    private static readonly string[] _families = ["resnet-8", "resnet-18", "resnet-50", "fast-16", "fast-16-5", "wide-resnet-28-2", "efficientnet-b0"];

    public NetworkFamilyTests() => TorchRuntime.Load();

    public static TheoryData<string> Families => [.. _families];

    /// <summary>Image size, and whether in bfloat16.</summary>
    public static TheoryData<string, int, bool> Sizes => new(
        from family in _families from size in new[] { 8, 32, 33, 64 } from half in new[] { false, true } select (family, size, half));

    public static TheoryData<string, int> Vectors => [.. NetworkVectors.Read().Select(vector => (vector.Network, vector.Size))];

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Logits_are_those_of_torchvision_and_timm(string name, int size)
    {
        var vector = NetworkVectors.Read().Single(each => each.Network == name);
        LargeNetworks.SkipUnlessAsked(name, vector.Parameters, LargestCompared);
        using var scope = torch.NewDisposeScope();
        using var network = NetworkCatalog.Create(name, new(1000, ImageSize: 224), ModelNoise.None);
        NetworkVectors.Fill(network, vector.Gain);
        MemoryFormat.ToChannelsLast(network);
        network.eval();
        using var noGradient = torch.no_grad();
        var logits = network.forward(MemoryFormat.ToChannelsLast(NetworkVectors.Images(size)))[.., ..16];

        Assert.Equal(vector.Parameters, network.ParameterCount);
        var expected = vector.Logits.SelectMany(image => image).ToArray();
        var tolerance = 1e-3 * torch.tensor(expected).std().item<float>();
        Assert.All(expected.Zip(logits.contiguous().data<float>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        var differences = vector.Logits[0].Zip(vector.Logits[1], (first, second) => Math.Abs(first - second));
        Assert.True(differences.Max() > 10 * tolerance, "The images arrive at the logits.");
    }

    /// <summary>Others read these files by name; a weight that stands in them twice is one they do not know.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    public void Every_weight_has_one_name(string name)
    {
        using var network = Create(name, 32);
        var weights = network.state_dict().Where(entry => entry.Value.requires_grad).ToList();
        Assert.Equal(network.ParameterCount, weights.Sum(entry => entry.Value.numel()));
        Assert.DoesNotContain(network.state_dict().Keys, key => key.Contains("._", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Any_image_size_goes_forwards_and_backwards_in_both_precisions(string name, int size, bool half)
    {
        // Where the processor has no bfloat16, these take a minute and a half together.
        if (half && size > 8)
        {
            Thoroughness.SkipUnlessAsked();
        }

        using var scope = torch.NewDisposeScope();
        using var network = Create(name, size);
        MemoryFormat.ToChannelsLast(network);
        var images = MemoryFormat.ToChannelsLast(torch.randn(3, 3, size, size)).to(half ? torch.bfloat16 : torch.float32);
        var logits = network.forward(images);
        Loss(logits).backward();

        Assert.Equal([3, 7], logits.shape);
        Assert.Equal(torch.float32, logits.dtype);
        Assert.All(network.named_parameters(), entry => Assert.True(
            entry.parameter.grad is { } gradient && gradient.isfinite().all().item<bool>(), entry.name));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Evaluation_has_no_noise_and_training_has(string name)
    {
        using var network = Create(name, 32, new ModelNoise { SurvivalProbability = 0.5, Dropout = 0.5 });
        using var images = torch.randn(4, 3, 32, 32);
        network.eval();
        Assert.Equal(Logits(network, images), Logits(network, images));
        network.train();
        Assert.NotEqual(Logits(network, images), Logits(network, images));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Stochastic_depth_alone_is_noise_in_training(string name)
    {
        using var network = Create(name, 32, new ModelNoise { SurvivalProbability = 0.5, Dropout = 0 });
        using var images = torch.randn(4, 3, 32, 32);
        Assert.NotEqual(Logits(network, images), Logits(network, images));
        using var still = Create(name, 32);
        Assert.All(Logits(still, images).Zip(Logits(still, images)), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    /// <summary>With running statistics, as otherwise each image would depend on the noise of all.</summary>
    [Theory]
    [MemberData(nameof(Families))]
    [InlineData("fast-16")]
    public void Only_the_images_that_are_to_be_noised_get_noise(string name)
    {
        const int Noised = 3;
        using var network = WithRunningStatistics(Create(name, 32, new ModelNoise { SurvivalProbability = 0.5, Dropout = 0.5 }));
        using var still = WithRunningStatistics(Create(name, 32));
        using var images = torch.randn(6, 3, 32, 32);
        network.NoisedImages = Noised;
        var passes = Enumerable.Range(0, 4).Select(_ => Logits(network, images).Chunk(7).ToArray()).ToArray();
        var expected = Logits(still, images).Chunk(7).ToArray();

        Assert.All(passes, pass => Assert.All(
            expected[Noised..].Zip(pass[Noised..]), pair => Assert.All(pair.First.Zip(pair.Second), each => Assert.Equal(each.First, each.Second, 1e-4))));
        Assert.All(Enumerable.Range(0, Noised), image => Assert.True(passes.Select(pass => pass[image][0]).Distinct().Count() > 1));

        network.NoisedImages = 0;
        Assert.All(expected.Zip(Logits(network, images).Chunk(7)), pair => Assert.Equal(pair.First[0], pair.Second[0], 1e-4));
        network.NoisedImages = null;
        Assert.True(Enumerable.Range(0, 4).Select(_ => Logits(network, images)[^1]).Distinct().Count() > 1);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Training_steps_lower_the_loss(string name)
    {
        using var scope = torch.NewDisposeScope();
        using var network = Create(name, 32);
        MemoryFormat.ToChannelsLast(network);
        using var optimizer = torch.optim.SGD(network.parameters(), 0.003);
        var images = MemoryFormat.ToChannelsLast(torch.randn(8, 3, 32, 32));
        var labels = torch.arange(8) % 7;
        var losses = Enumerable.Range(0, 6).Select(_ =>
        {
            optimizer.zero_grad();
            var loss = torch.nn.functional.cross_entropy(network.forward(images), labels);
            loss.backward();
            optimizer.step();
            return loss.item<float>();
        }).ToArray();
        Assert.True(losses[^1] < losses[0], string.Join(", ", losses));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_saved_model_answers_to_the_bit_as_before(string name)
    {
        using var folder = new TemporaryFolder();
        using var model = new TrainedModel(Create(name, 40), new ModelDescription(name, ["a", "b", "c", "d", "e", "f", "g"], 40, TestSets.Normalization));
        MemoryFormat.ToChannelsLast(model.Network);
        var path = Path.Combine(folder.Path, "model.safetensors");
        model.Save(path);
        using var loaded = TrainedModel.Load(path, torch.CPU);
        using var images = torch.randn(2, 3, 40, 40);
        model.Network.eval();
        loaded.Network.eval();
        Assert.Equal(Logits(model.Network, images), Logits(loaded.Network, images));
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Channels_last_changes_no_result_beyond_rounding(string name)
    {
        using var network = Create(name, 32);
        network.eval();
        using var images = torch.randn(2, 3, 32, 32);
        var before = Logits(network, images);
        MemoryFormat.ToChannelsLast(network);
        Assert.All(before.Zip(Logits(network, MemoryFormat.ToChannelsLast(images))), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private static ClassifierNetwork Create(string name, int size, ModelNoise? noise = null)
    {
        torch.manual_seed(1);
        return NetworkCatalog.Create(name, new(7, size), noise ?? ModelNoise.None);
    }

    private static ClassifierNetwork WithRunningStatistics(ClassifierNetwork network)
    {
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
        {
            norm.eval();
        }

        return network;
    }

    private static torch.Tensor Loss(torch.Tensor logits) => torch.nn.functional.cross_entropy(logits, torch.arange(3));

    private static float[] Logits(ClassifierNetwork network, torch.Tensor images)
    {
        using var noGradient = torch.no_grad();
        return network.forward(images).data<float>().ToArray();
    }
}
