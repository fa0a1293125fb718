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

    /// <summary>The network whose weights they are; null where that is not known, or where a part of them serves others.</summary>
    public string? Network { get; init; }

    /// <summary>The model of this program that they are of; null where they are no such model's.</summary>
    internal ModelDescription? Model { get; private init; }

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
    /// <param name="published">How published weights want their pixels; null for ImageNet's way.</param>
    /// <param name="network">The network whose weights they are, where that is known.</param>
    /// <exception cref="NoisyStudentException">The file is missing, damaged or of another kind.</exception>
    public static InitialWeights Read(string path, Normalization? published = null, string? network = null)
    {
        TorchRuntime.Load();
        var (tensors, metadata) = SafetensorsFile.Read(path);
        var isOurs = metadata.ContainsKey(ModelDescription.MetadataKey);
        try
        {
            using var stream = File.OpenRead(path);
            var model = isOurs ? TrainedModel.Describe(path, metadata) : null;
            return new InitialWeights(path, tensors, model?.Normalization ?? published ?? Normalization.ImageNet, Convert.ToHexStringLower(SHA256.HashData(stream))) { Network = network, Model = model };
        }
        catch
        {
            Dispose(tensors);
            throw;
        }
    }

    /// <summary>One of its tensors, which stays its own.</summary>
    /// <param name="name">The tensor's name.</param>
    internal Tensor Tensor(string name) => _tensors[name];

    /// <summary>Copies the weights of a model.</summary>
    /// <param name="model">The model.</param>
    public static InitialWeights Of(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var noGradient = no_grad();
        var tensors = model.Network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone().DetachFromDisposeScope());
        return new InitialWeights(model.Network.Name, tensors, model.Description.Normalization, "");
    }

    /// <summary>Takes tensors as weights.</summary>
    /// <param name="source">Where they come from, for messages.</param>
    /// <param name="tensors">The tensors by the names of a network's, outside any scope; they are owned from here on.</param>
    /// <param name="normalization">How the pixels that they were learned from became input.</param>
    /// <param name="hash">SHA-256 of what they come from.</param>
    /// <param name="network">The network whose weights they are.</param>
    internal static InitialWeights Of(string source, Dictionary<string, Tensor> tensors, Normalization normalization, string hash, string network) =>
        new(source, tensors, normalization, hash) { Network = network };

    /// <summary>
    /// Gives a network those weights whose name and shape are its own; it keeps the others. A first layer for the other number of channels is
    /// taken so that it answers as before to input that is the same in each channel: its weights are summed over them, or shared out. A wider layer gets them for its
    /// first channels, and zeros where these would listen to new ones, so that a network that is only wider answers as before (in the manner of Chen et al.,
    /// arXiv 1511.05641).
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
            using var scope = NewDisposeScope();
            if (_tensors.TryGetValue(name, out var source) && !IsHeadOfOtherClasses(name, network) && TryCopy(source, target))
            {
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

    /// <summary>The last layer is the only one whose weights are a plain matrix; its rows are classes.</summary>
    private bool IsHeadOfOtherClasses(string name, ClassifierNetwork network) =>
        _tensors.TryGetValue(Path.ChangeExtension(name, "weight"), out var weights) && weights.dim() == 2 && weights.shape[0] != network.Classes;

    private static bool TryCopy(Tensor source, Tensor target)
    {
        if (source.shape.SequenceEqual(target.shape))
        {
            target.copy_(source);
        }
        else if (IsOfOtherImages(source.shape, target.shape))
        {
            target.copy_(source.sum(1, keepdim: true).DivideInPlace(target.shape[1]));
        }
        else if (IsWider(source.shape, target.shape))
        {
            var rows = target.narrow(0, 0, source.shape[0]);
            if (source.dim() > 1)
            {
                rows.zero_();
                rows = rows.narrow(1, 0, source.shape[1]);
            }

            rows.copy_(source);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static bool IsOfOtherImages(long[] source, long[] target) =>
        (source, target) is ([var a, Luma.Channels or RgbImage.Channels, var b, var c], [var d, Luma.Channels or RgbImage.Channels, var e, var f])
        && (a, b, c) == (d, e, f);

    private static bool IsWider(long[] source, long[] target) =>
        source.Length > 0 && source.Length == target.Length && (source, target) is not ([_, Luma.Channels, ..], [_, RgbImage.Channels, ..])
        && source.Take(2).Zip(target).All(pair => pair.First <= pair.Second) && source.Skip(2).SequenceEqual(target.Skip(2));

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
