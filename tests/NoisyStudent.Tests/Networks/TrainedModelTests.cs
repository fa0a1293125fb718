using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
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

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000000],\"data_offsets\":[0,4000000000000]}}", 16, "'a'")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}}", 16, "'a'")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 16, "'b'")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8, "'a'")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 12, "take 8 bytes of 12")]
    [InlineData("{\"a\":{\"dtype\":\"F17\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "F17")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}", 8, "'a'")]
    [InlineData("{\"a\":7}", 0, "")]
    [InlineData("[1,2]", 0, "")]
    [InlineData("{{{{", 0, "")]
    public void A_lying_header_is_refused(string header, int dataLength, string reason)
    {
        var json = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + json.Length + dataLength];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, 8);
        Refused(reason, _folder.Write("bad.safetensors", bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(100_000)]
    public void A_truncated_file_is_refused(int length)
    {
        using var model = Model();
        model.Save(_path);
        Refused("bad.safetensors", _folder.Write("bad.safetensors", File.ReadAllBytes(_path)[..length]));
    }

    [Fact]
    public void A_header_longer_than_the_file_is_refused_before_memory_is_taken()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, long.MaxValue - 100);
        Refused("header", _folder.Write("bad.safetensors", bytes));
    }

    [Fact]
    public void Mutated_files_are_refused_in_a_sentence_or_loaded()
    {
        using var model = Model();
        model.Save(_path);
        var whole = File.ReadAllBytes(_path);
        for (var mutant = 0; mutant < 300; mutant++)
        {
            var random = KeyedRandom.For(1, RandomUse.Drawing, mutant);
            var bytes = whole.ToArray();
            for (var change = 0; change <= random.NextInt(4); change++)
            {
                bytes[random.NextInt(9000)] = (byte)random.NextInt(256);
            }

            var path = _folder.Write("mutant.safetensors", bytes);
            try
            {
                TrainedModel.Load(path, torch.CPU).Dispose();
            }
            catch (NoisyStudentException refusal)
            {
                Assert.Contains("mutant.safetensors", refusal.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Weights_of_another_network_are_refused()
    {
        using var model = Model();
        var wrong = model with { Description = model.Description with { Network = "resnet-14" } };
        wrong.Save(_path);
        Refused("resnet-14", _path);
    }

    private static void Refused(string reason, string path)
    {
        var refusal = Assert.Throws<NoisyStudentException>(() => TrainedModel.Load(path, torch.CPU));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    private static TrainedModel Model()
    {
        torch.manual_seed(1);
        return new TrainedModel(
            NetworkCatalog.Create("resnet-8", new(3, 32), ModelNoise.None),
            new ModelDescription("resnet-8", ["a", "b", "<c>"], TestSets.Size, TestSets.Normalization));
    }
}
