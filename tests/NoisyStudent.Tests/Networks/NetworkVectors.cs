using System.Text;
using System.Text.Json;
using NoisyStudent.Networks;
using NoisyStudent.Tests.Images;
using TorchSharp;

namespace NoisyStudent.Tests.Networks;

/// <summary>Weights and images by formula, and the logits that others' networks have with them (tests/network-vectors.py).</summary>
internal static class NetworkVectors
{
    public static IReadOnlyList<NetworkVector> Read()
    {
        using var stream = typeof(NetworkVectors).Assembly.GetManifestResourceStream("network-vectors.json")!;
        return JsonSerializer.Deserialize<NetworkVector[]>(stream, JsonSerializerOptions.Web)!;
    }

    /// <summary>Fills every tensor by its name.</summary>
    public static void Fill(ClassifierNetwork network, double gain)
    {
        using var noGradient = torch.no_grad();
        foreach (var (name, tensor) in network.state_dict().Where(entry => entry.Value.is_floating_point()))
        {
            using var scope = torch.NewDisposeScope();
            var phase = 2 * Math.PI * (PngFile.Checksum(Encoding.UTF8.GetBytes(name)) % 1000) / 1000;
            var index = torch.arange(tensor.numel(), torch.float64);
            var wave = ((index * 0.7390851332) + phase).sin() + (0.5 * ((index * 1.9021605831) + (2 * phase)).sin());
            var values = name switch
            {
                _ when name.EndsWith("running_var", StringComparison.Ordinal) => 1 + (0.3 * wave),
                _ when name.EndsWith("running_mean", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal) => 0.1 * wave,
                _ when tensor.dim() == 1 => 1 + (0.2 * wave),
                _ => wave * Math.Sqrt(gain * tensor.shape[0] / tensor.numel()),
            };
            tensor.copy_(values.reshape(tensor.shape));
        }
    }

    /// <summary>Two images [2, 3, size, size].</summary>
    public static torch.Tensor Images(int size)
    {
        using var scope = torch.NewDisposeScope();
        var index = torch.arange(2 * 3 * size * size, torch.float64);
        return ((index * 0.0123).sin() + (0.3 * (index * 0.00071).cos())).to(torch.float32).reshape(2, 3, size, size).MoveToOuterDisposeScope();
    }
}

/// <summary>The first 16 logits of each image.</summary>
internal sealed record NetworkVector(string Network, int Size, double Gain, long Parameters, float[][] Logits);
