using System.IO.Compression;
using NoisyStudent.Networks;
using Xunit;

namespace NoisyStudent.Tests.Networks;

[Collection(TorchCollection.Name)]
public sealed class ForeignWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("model.pth")]
    [InlineData("model.safetensors")]
    public void A_PyTorch_file_is_known_by_its_content_and_how_to_convert_it_is_said(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            archive.CreateEntry("archive/data.pkl").Open().Dispose();
        }

        var refusal = Refusal(path);
        Assert.StartsWith($"{path} is a PyTorch file", refusal, StringComparison.Ordinal);
        Assert.EndsWith($" {ShellWord.OfPath(path)} {ShellWord.OfPath(Path.Combine(_folder.Path, "model.safetensors"))}", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E, 0x80 }, "is a PyTorch file")]
    [InlineData(new byte[] { 0x80, 4, 0x95, 10, 0, 0, 0, 0, 0, 0, 0, 0x7D, 0x2E }, "is a Python pickle")]
    [InlineData(new byte[] { 0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10, 0, 0, 0, 0 }, "is an HDF5 file")]
    [InlineData(new byte[] { 8, 8, 0x12, 7, (byte)'p', (byte)'y', (byte)'t', (byte)'o', (byte)'r', (byte)'c', (byte)'h' }, "is an ONNX file")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0, 0, 0, 0, 0, 0, 0 }, "is not a readable model file")]
    [InlineData(new byte[0], "is not a readable model file")]
    public void Other_kinds_are_named(byte[] content, string what)
    {
        var path = _folder.Write("weights.bin", content);
        Assert.StartsWith($"{path} {what}", Refusal(path), StringComparison.Ordinal);
    }

    private static string Refusal(string path) => Assert.Throws<NoisyStudentException>(() => InitialWeights.Read(path)).Message;
}
