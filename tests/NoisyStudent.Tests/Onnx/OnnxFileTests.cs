using Google.Protobuf;
using NoisyStudent.Classification;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Onnx;
using NoisyStudent.Tests.Networks.Export;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Onnx;

/// <summary>Model files that are damaged, foreign or made with ill will.</summary>
[Collection(TorchCollection.Name)]
public sealed class OnnxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModelProto _model;

    public OnnxFileTests()
    {
        TorchRuntime.Load();
        torch.manual_seed(1);
        using var model = new TrainedModel(NetworkCatalog.Create("resnet-8", new(3, TestSets.Size), ModelNoise.None), OnnxRuns.Describe("resnet-8", 3, TestSets.Size));
        model.Network.eval();
        _model = model.ToOnnx().Model;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_whole_file_is_read()
    {
        using var classifier = ImageClassifier.Load(_model.ToByteArray());
        Assert.Equal(["0", "1", "2"], classifier.Description.Classes);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var whole = _model.ToByteArray();
        Assert.All(Enumerable.Range(0, 40), part => Refused("", [.. whole.Take(whole.Length * part / 40)]));
    }

    [Fact]
    public void What_is_no_ONNX_file_is_refused_by_its_name()
    {
        var path = _folder.Write("picture.onnx", [.. "GIF89a and so on"u8]);
        var refusal = Assert.Throws<NoisyStudentException>(() => ImageClassifier.Load(path));
        Assert.StartsWith($"{path} is not an ONNX model of this program: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("nowhere.onnx cannot be read", Assert.Throws<NoisyStudentException>(() => ImageClassifier.Load("nowhere.onnx")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Somebody_elses_model_is_refused()
    {
        _model.MetadataProps.Clear();
        Refused("lacks the description of classes and input that this program's 'export' writes");
    }

    [Fact]
    public void Weights_in_another_file_are_refused_and_the_file_is_not_touched()
    {
        var tensor = _model.Graph.Initializer[0];
        tensor.RawData = ByteString.Empty;
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../../etc/passwd" });
        Refused("in another file; only files that hold their own weights are read");
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        Refused("in another file");
        tensor.ExternalData.Clear();
        Refused("take 0 bytes where their shape takes");
    }

    [Fact]
    public void A_description_that_does_not_fit_the_network_is_refused()
    {
        var metadata = _model.MetadataProps[0];
        var description = ModelDescription.Parse(metadata.Value);
        metadata.Value = (description with { ImageSize = 16 }).ToJson();
        Refused("not float32 of shape [batch, 3, 16, 16]");
        metadata.Value = (description with { Normalization = TestSets.NormalizationOf(1) }).ToJson();
        Refused("not float32 of shape [batch, 1, 8, 8]");
        metadata.Value = (description with { Classes = ["a", "b"] }).ToJson();
        Refused("not float32 of shape [batch, 2]");
        _model.Graph.Output[0].Type.TensorType.Shape.Dim[1].DimValue = 2;
        Refused("its layers do not end in its classes");
        metadata.Value = "{}";
        Refused("incomplete or out of range");
    }

    [Fact]
    public void A_fixed_batch_is_refused()
    {
        _model.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimValue = 1;
        Refused("shape [batch, 3, 8, 8]");
    }

    [Theory]
    [InlineData("Loop")]
    [InlineData("ConstantOfShape")]
    [InlineData("Softmax")]
    public void Operators_that_no_network_has_are_refused(string operation)
    {
        _model.Graph.Node[1].OpType = operation;
        Refused($"its operator '{operation}' is none that exported networks have");
    }

    [Fact]
    public void Operators_of_other_domains_are_refused()
    {
        _model.Graph.Node[1].Domain = "com.example";
        Refused("that no exported network has");
    }

    [Fact]
    public void What_would_take_memory_without_end_is_refused()
    {
        var pads = _model.Graph.Node[0].Attribute.Single(attribute => attribute.Name == "pads").Ints;
        pads[0] = 60_000;
        Refused("does not fit what comes before it");
        pads[0] = 1;
        var padding = _model.Graph.Node.First(node => node.OpType == "Pad").Input[1];
        var numbers = new byte[8 * sizeof(long)];
        numbers[(5 * sizeof(long)) + 5] = 1;
        _model.Graph.Initializer.Single(tensor => tensor.Name == padding).RawData = ByteString.CopyFrom(numbers);
        Refused("does not fit what comes before it");
    }

    [Fact]
    public void A_weight_of_another_type_or_shape_is_refused()
    {
        var tensor = _model.Graph.Initializer[0];
        tensor.Dims[0]++;
        Refused("bytes where their shape takes");
        tensor.Dims[0] = 1L << 62;
        Refused("have a shape that is none");
        tensor.DataType = (TensorProto.Types.DataType)10;
        Refused("neither float32 nor int64");
    }

    [Fact]
    public void What_the_format_allows_beyond_exported_networks_never_reaches_ONNX_Runtime()
    {
        // A function of its own, field 25 of a model: two bytes for tag, one for length, content.
        byte[] extended = [.. _model.ToByteArray(), 0xCA, 0x01, 3, 10, 1, (byte)'f'];
        var file = OnnxFile.Read(new MemoryStream(extended), "test");
        Assert.Equal(_model.ToByteArray(), file.Model.ToByteArray());
    }

    private void Refused(string reason, byte[]? bytes = null)
    {
        var refusal = Assert.Throws<NoisyStudentException>(() => ImageClassifier.Load(bytes ?? _model.ToByteArray()));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
    }
}
