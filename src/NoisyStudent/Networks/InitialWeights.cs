using System.Security.Cryptography;
using NoisyStudent.Images;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>Weights and statistics by name, from which a network may start instead of from random ones.</summary>
public sealed class InitialWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;

    private InitialWeights(string source, Dictionary<string, Tensor> tensors, Normalization? normalization, string hash)
    {
        (Source, _tensors, Normalization, Hash) = (source, tensors, normalization, hash);
    }

    /// <summary>Where they come from, for messages.</summary>
    public string Source { get; }

    /// <summary>How the pixels that they were learned from became input; null where that is not known.</summary>
    public Normalization? Normalization { get; }

    /// <summary>SHA-256 of the file that they come from; empty where they come from none.</summary>
    public string Hash { get; }

    /// <summary>
    /// Reads a safetensors file: a model of this program, or weights under the names of timm's or torchvision's networks. Of the latter the
    /// input is taken to be normalized by ImageNet's mean and standard deviation, which is how such weights are published.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file is missing, damaged or of another kind.</exception>
    public static InitialWeights Read(string path)
    {
        TorchRuntime.Load();
        var (tensors, metadata) = SafetensorsFile.Read(path);
        var isOurs = metadata.ContainsKey(ModelDescription.MetadataKey);
        try
        {
            using var stream = File.OpenRead(path);
            var normalization = isOurs ? TrainedModel.Describe(path, metadata).Normalization : Normalization.ImageNet;
            return new InitialWeights(path, tensors, normalization, Convert.ToHexStringLower(SHA256.HashData(stream)));
        }
        catch
        {
            Dispose(tensors);
            throw;
        }
    }

    /// <summary>Copies the weights of a model.</summary>
    /// <param name="model">The model.</param>
    public static InitialWeights Of(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGradient = no_grad();
        var tensors = model.Network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone().DetachFromDisposeScope());
        return new InitialWeights(model.Network.Name, tensors, model.Description.Normalization, "");
    }

    /// <summary>
    /// Gives a network those weights whose name and shape are its own; it keeps the others. A first layer for the other number of channels is
    /// taken so that it answers as before to input that is the same in each channel: its weights are summed over them, or shared out.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <returns>How many of the network's tensors were there, and the names of those that were not.</returns>
    /// <exception cref="NoisyStudentException">None was there.</exception>
    public (int Taken, IReadOnlyList<string> Kept) CopyTo(ClassifierNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var noGradient = no_grad();
        var kept = new List<string>();
        var taken = 0;
        foreach (var (name, target) in network.state_dict())
        {
            if (_tensors.TryGetValue(name, out var source) && Fits(source.shape, target.shape))
            {
                using var scope = NewDisposeScope();
                target.copy_(source.shape.SequenceEqual(target.shape) ? source : source.sum(1, keepdim: true).div_(target.shape[1]));
                taken++;
            }
            else
            {
                kept.Add(name);
            }
        }

        return taken > 0
            ? (taken, kept)
            : throw new NoisyStudentException($"{Source} has no weights of {network.Name}: no name and shape is the same. Choose the network that it was made for.");
    }

    private static bool Fits(long[] source, long[] target) => source.SequenceEqual(target)
        || ((source, target) is ([var a, Luma.Channels or RgbImage.Channels, var b, var c], [var d, Luma.Channels or RgbImage.Channels, var e, var f])
            && (a, b, c) == (d, e, f));

    /// <inheritdoc/>
    public void Dispose() => Dispose(_tensors);

    private static void Dispose(Dictionary<string, Tensor> tensors)
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
