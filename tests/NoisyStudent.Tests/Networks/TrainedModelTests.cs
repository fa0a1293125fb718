using System.Buffers.Binary;
using System.Text.Json;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public sealed class TrainedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public TrainedModelTests()
    {
        TorchRuntime.Load();
        _path = Path.Combine(_folder.Path, "model.safetensors");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_saved_model_answers_to_the_bit_as_before()
    {
        using var model = Model();
        model.Save(_path);
        using var loaded = TrainedModel.Load(_path, torch.CPU);

        Assert.Equal(model.Description.ToJson(), loaded.Description.ToJson());
        var images = TestSets.Images(5);
        var (before, after) = (Predictor.Predict(model, images, torch.CPU), Predictor.Predict(loaded, images, torch.CPU));
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(before.Distribution(i).ToArray(), after.Distribution(i).ToArray()));
    }

    [Fact]
    public void The_file_is_safetensors_as_others_read_it()
    {
        using var model = Model();
        model.Save(_path);
        var bytes = File.ReadAllBytes(_path);
        var headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        var weight = header.RootElement.GetProperty("fc.weight");
        var start = 8 + headerLength + weight.GetProperty("data_offsets")[0].GetInt32();

        Assert.Equal("F32", weight.GetProperty("dtype").GetString());
        Assert.Equal([3, 64], weight.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(model.Network.state_dict()["fc.weight"][0, 0].item<float>(), BitConverter.ToSingle(bytes, start));
        Assert.Equal(
            bytes.Length - 8 - headerLength,
            header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__")
                .Max(entry => entry.Value.GetProperty("data_offsets")[1].GetInt32()));
    }

    [Fact]
    public void A_missing_file_is_named() => Refused("nowhere.safetensors", Path.Combine(_folder.Path, "nowhere.safetensors"));

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        using var model = Model();
        var wrong = model with { Description = model.Description with { Network = "resnet-14" } };
        wrong.Save(_path);
        Refused("resnet-14", _path);
    }

    [Theory]
    [InlineData("Network", "\"wide-resnet-28-99999\"", "is no network here")]
    [InlineData("Network", "\"resnet-999999998\"", "is no network here")]
    [InlineData("Network", "\"efficientnet-l2\"", "lacks weights: efficientnet-l2 for 3 classes has 474,820,823")]
    [InlineData("Network", "\"wide-resnet-28-10\"", "lacks weights")]
    [InlineData("Network", null, "out of range")]
    [InlineData("Classes", "[\"a\"]", "out of range")]
    [InlineData("Classes", "[\"a\",null]", "out of range")]
    [InlineData("Classes", null, "lacks weights: resnet-8 for 1,000,000 classes has 65,")]
    [InlineData("ImageSize", "2147483648", "")]
    [InlineData("ImageSize", "2147483647", "out of range")]
    [InlineData("ImageSize", "-32", "out of range")]
    [InlineData("DesignSize", "1000000", "out of range")]
    [InlineData("Normalization", "{\"Mean\":[1,2,3],\"StandardDeviation\":[1,0,1]}", "out of range")]
    [InlineData("Normalization", "{\"Mean\":[1,2,3],\"StandardDeviation\":[1,1e-45,1]}", "out of range")]
    [InlineData("Normalization", "{\"Mean\":[1,1e300,3],\"StandardDeviation\":[1,1,1]}", "out of range")]
    [InlineData("Normalization", "{\"Mean\":[1,NaN,3],\"StandardDeviation\":[1,1,1]}", "not of the form")]
    [InlineData("Normalization", "{\"Mean\":[1,2],\"StandardDeviation\":[1,1]}", "out of range")]
    public void A_description_that_does_not_fit_is_refused_before_there_is_a_network(string member, string? value, string reason)
    {
        // Values that are too long for an attribute.
        value ??= member == "Classes" ? $"[\"a\"{string.Concat(Enumerable.Repeat(",\"b\"", 999_999))}]" : $"\"{new string('x', 1_000_000)}\"";
        using var model = Model();
        var tensors = model.Network.state_dict();
        var description = $"{model.Description.ToJson()[..^1]},\"{member}\":{value}}}";
        SafetensorsFile.Write(_path, tensors, new Dictionary<string, string> { [ModelDescription.MetadataKey] = description });

        var before = TensorCounts.Made;
        Refused(reason, _path);
        Assert.Equal(tensors.Count, TensorCounts.Made - before);
        if (!reason.Contains("lacks weights", StringComparison.Ordinal))
        {
            Assert.Contains(reason, Assert.Throws<NoisyStudentException>(() => InitialWeights.Read(_path)).Message, StringComparison.Ordinal);
        }
    }

    private static void Refused(string reason, string path)
    {
        var refusal = Assert.Throws<NoisyStudentException>(() => TrainedModel.Load(path, torch.CPU));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.InRange(refusal.Message.Length, path.Length, path.Length + 1000);
    }

    private static TrainedModel Model()
    {
        torch.manual_seed(1);
        return new TrainedModel(
            NetworkCatalog.Create("resnet-8", new(3, 32), ModelNoise.None),
            new ModelDescription("resnet-8", ["a", "b", "<c>"], TestSets.Size, TestSets.Normalization));
    }
}
