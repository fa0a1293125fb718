using NoisyStudent.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>A network with its weights and what it takes to use them.</summary>
/// <param name="Network">The network; the model owns it.</param>
/// <param name="Description">Classes, image size and normalization.</param>
public sealed record TrainedModel(ClassifierNetwork Network, ModelDescription Description) : IDisposable
{
    /// <summary>Writes the model into one safetensors file, its description in the metadata.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Save(string path) => SafetensorsFile.Write(
        path, Network.state_dict(), new Dictionary<string, string> { [ModelDescription.MetadataKey] = Description.ToJson() });

    /// <summary>Reads a model that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="noise">The noise that the network gets when it trains; null for none.</param>
    /// <exception cref="NoisyStudentException">The file is missing, damaged or of another kind.</exception>
    public static TrainedModel Load(string path, Device device, ModelNoise? noise = null)
    {
        TorchRuntime.Load();
        var (tensors, metadata) = SafetensorsFile.Read(path);
        try
        {
            var description = Describe(path, metadata);
            var task = ClassificationTask.For(description);
            RequireNumbers(path, description.Network, task, tensors);
            var network = NetworkCatalog.Create(description.Network, task, noise ?? ModelNoise.None);
            MemoryFormat.ToChannelsLast(network);
            Fill(path, network, tensors);
            network.to(device);
            return new TrainedModel(network, description);
        }
        finally
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Network.Dispose();

    /// <summary>The description in a file's metadata.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <exception cref="NoisyStudentException">There is none, or one that no network fits.</exception>
    internal static ModelDescription Describe(string path, IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            var description = ModelDescription.Parse(metadata.GetValueOrDefault(ModelDescription.MetadataKey, ""));
            NetworkCatalog.Require(description.Network);
            return description;
        }
        catch (Exception exception) when (exception is FormatException or NoisyStudentException)
        {
            throw new NoisyStudentException(
                $"{path} is a safetensors file, but not a model of this program: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    /// <summary>Refuses a small file that describes a large network before there is one.</summary>
    private static void RequireNumbers(string path, string name, ClassificationTask task, Dictionary<string, Tensor> tensors)
    {
        var needed = NetworkCatalog.ParametersOf(name, task);
        var found = tensors.Values.Where(tensor => tensor.dtype == ScalarType.Float32).Sum(tensor => tensor.numel());
        if (found < needed)
        {
            throw new NoisyStudentException(
                $"{path} lacks weights: {name} for {task.Classes:N0} classes has {needed:N0}, and the file holds {found:N0} numbers of type F32.");
        }
    }

    private static void Fill(string path, ClassifierNetwork network, Dictionary<string, Tensor> tensors)
    {
        using var noGradient = no_grad();
        foreach (var (name, target) in network.state_dict())
        {
            if (!tensors.TryGetValue(name, out var source) || !source.shape.SequenceEqual(target.shape) || source.dtype != target.dtype)
            {
                network.Dispose();
                throw new NoisyStudentException($"{path} lacks the weights '{name}' of {network.Name}, or has them in another shape.");
            }

            target.copy_(source);
        }
    }
}
