using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Networks;

/// <summary>Our files in the hands of a reader that shares no line with ours: tests/safetensors-round-trip.py.</summary>
[Collection(TorchCollection.Name)]
public sealed class SafetensorsRoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SafetensorsRoundTripTests() => TorchRuntime.Load();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("resnet-8")]
    [InlineData("efficientnet-b0")]
    public async Task Another_reader_finds_every_bit_of_a_model_and_what_it_writes_is_that_model(string network)
    {
        Assert.SkipUnless(await Python("--version") is not null, "There is no python3.");
        torch.manual_seed(1);
        using var model = new TrainedModel(
            NetworkCatalog.Create(network, new(3, TestSets.Size), ModelNoise.None),
            new ModelDescription(network, ["a", "\u732B \"\\", "<c>"], TestSets.Size, TestSets.Normalization));
        var (path, rewritten) = (Path.Combine(_folder.Path, "model.safetensors"), Path.Combine(_folder.Path, "rewritten.safetensors"));
        model.Save(path);
        var script = Path.Combine(ArchitectureTests.RepositoryRoot(), "tests", "safetensors-round-trip.py");
        var contents = JsonSerializer.Deserialize<Contents>((await Python(script, path, rewritten))!, JsonSerializerOptions.Web)!;

        var expected = model.Network.state_dict();
        Assert.Equal(expected.Select(Line), contents.Tensors.Select(tensor => tensor.ToString()));
        Assert.Equal(model.Description.ToJson(), contents.Metadata["noisy-student"]);
        Assert.NotEqual(File.ReadAllBytes(path), File.ReadAllBytes(rewritten));
        using var loaded = TrainedModel.Load(rewritten, torch.CPU);
        Assert.Equal(model.Description.ToJson(), loaded.Description.ToJson());
        Assert.Equal(expected.Select(Line), loaded.Network.state_dict().Select(Line));
    }

    private static string Line(KeyValuePair<string, torch.Tensor> entry)
    {
        using var scope = torch.NewDisposeScope();
        var type = entry.Value.dtype == torch.float32 ? "F32" : "I64";
        return new Content(entry.Key, type, entry.Value.shape, Convert.ToHexStringLower(SHA256.HashData(entry.Value.contiguous().bytes))).ToString();
    }

    /// <summary>What python3 prints; null where there is none.</summary>
    private static async Task<string?> Python(params string[] arguments)
    {
        var start = new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private sealed record Contents(Dictionary<string, string> Metadata, Content[] Tensors);

    private sealed record Content(string Name, string Type, long[] Shape, string Sha256)
    {
        public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}] {Sha256}";
    }
}
