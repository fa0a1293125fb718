using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Onnx;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Networks.Export;

[Collection(TorchCollection.Name)]
public sealed class OnnxExportTests : IDisposable
{
    private const int ImageSize = 32;
    private const int Classes = 10;

    // Larger ones take minutes and gigabytes; they are of families whose smaller members are compared.
    private const long LargestCompared = 30_000_000;

    private readonly TemporaryFolder _folder = new();

    public OnnxExportTests()
    {
        TorchRuntime.Load();
        manual_seed(1);
    }

    public static TheoryData<string> Networks => [.. NetworkCatalog.Names];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Networks))]
    public void Every_network_answers_in_ONNX_Runtime_what_it_answers_in_libtorch(string name)
    {
        LargeNetworks.SkipUnlessAsked(name, NetworkCatalog.ParametersOf(name, new(Classes, ImageSize)), LargestCompared);
        Compare(name, ImageSize, channels: 3);
    }

    /// <summary>One network of each family.</summary>
    [Theory]
    [InlineData("resnet-8")]
    [InlineData("resnet-18")]
    [InlineData("fast-16")]
    [InlineData("wide-resnet-28-2")]
    [InlineData("efficientnet-b0")]
    public void A_network_of_any_family_may_take_one_channel(string name) => Compare(name, imageSize: 16, channels: 1);

    [Fact]
    public void A_file_says_what_it_takes_to_use_it()
    {
        using var model = Model("resnet-8");
        var path = Path.Combine(_folder.Path, "new", "model.onnx");
        model.SaveOnnx(path);
        using var stream = File.OpenRead(path);
        var file = OnnxFile.Read(stream, path);
        Assert.Equal(model.Description.ToJson(), file.Description.ToJson());
        Assert.Equal("resnet-8", file.Description.Network);
        Assert.DoesNotContain(file.Model.Graph.Node, node => node.OpType == "BatchNormalization");
        Assert.Equal(7, file.Model.Graph.Node.Count(node => node.OpType == "Conv"));
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        using var model = Model("resnet-8");
        string[] paths = [Path.Combine(_folder.Path, "1.onnx"), Path.Combine(_folder.Path, "2.onnx")];
        Array.ForEach(paths, model.SaveOnnx);
        Assert.Equal(File.ReadAllBytes(paths[0]), File.ReadAllBytes(paths[1]));
    }

    [Fact]
    public void Weights_of_more_than_2_GB_are_refused()
    {
        OnnxExport.RequireSize("efficientnet-l2", 480_000_000);
        var refusal = Assert.Throws<NoisyStudentException>(() => OnnxExport.RequireSize("larger", 540_000_000));
        Assert.Contains("larger has 540,000,000 parameters, more than the 2 GB", refusal.Message, StringComparison.Ordinal);
    }

    private static void Compare(string name, int imageSize, int channels)
    {
        using var model = Model(name, imageSize, channels);
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var images = randn(4, channels, imageSize, imageSize);
        var expected = model.Network.forward(MemoryFormat.ToChannelsLast(images)).data<float>().ToArray();
        Assert.True(expected.Max() - expected.Min() > 0.1, "The network tells images and classes apart.");
        Assert.Equal(expected, OnnxRuns.Logits(model.ToOnnx(), images), OnnxRuns.Close);
    }

    /// <summary>A network whose statistics are those of some images, as after a training; so its logits are no larger than one's are.</summary>
    private static TrainedModel Model(string name, int imageSize = ImageSize, int channels = 3)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var network = NetworkCatalog.Create(name, new(Classes, imageSize, channels), ModelNoise.None);
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
        {
            OnnxRuns.GiveStatistics(norm);
            norm.momentum = 1;
        }

        network.train();
        network.forward(randn(16, channels, imageSize, imageSize));
        network.eval();
        return new TrainedModel(network, OnnxRuns.Describe(name, Classes, imageSize, channels));
    }
}
