using System.Security.Cryptography;
using NoisyStudent.Networks;
using NoisyStudent.Onnx;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Pretrained;

/// <summary>
/// A network that has learned ImageNet, as ML.NET publishes it (Microsoft.ML.DnnImageFeaturizer.ResNet18, MIT): made by CNTK, stored as ONNX without its last
/// layer. The package <c>NoisyStudent.Pretrained</c> lays its file beside the application.
/// </summary>
internal static class ImageNetWeights
{
    /// <summary>The word for it where weights are named.</summary>
    public const string Name = "imagenet";

    /// <summary>The network whose weights they are.</summary>
    public const string Network = "resnet-18-mlnet";

    /// <summary>Width and height of the pictures that it learned from, in pixels.</summary>
    public const int ImageSize = 224;

    /// <summary>SHA-256 of the file.</summary>
    public const string Hash = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";

    /// <summary>The names of batch-norm's weights and statistics, in the order of an ONNX node's inputs.</summary>
    private static readonly string[] _norm = ["weight", "bias", "running_mean", "running_var"];

    /// <summary>The package's file.</summary>
    public static string Location => Path.Combine(AppContext.BaseDirectory, "pretrained", "imagenet-resnet-18.onnx");

    /// <summary>Whether the package's file is there.</summary>
    public static bool AreHere => File.Exists(Location);

    /// <summary>
    /// How the pixels become its input. CNTK subtracted a mean picture, of which these are the means of the channels, and divided by nothing; the deviations are
    /// ImageNet's, by which the first layer's weights are multiplied.
    /// </summary>
    public static Normalization Normalization { get; } = new([123.15163f, 115.90288f, 103.06262f], Normalization.ImageNet.StandardDeviation);

    /// <summary>Reads the weights.</summary>
    /// <exception cref="NoisyStudentException">The file is not there, or another one.</exception>
    public static InitialWeights Read()
    {
        if (!AreHere)
        {
            throw new NoisyStudentException($"There are no weights '{Name}' at {Location}: add the package NoisyStudent.Pretrained, which brings them, or give a file of weights.");
        }

        var bytes = File.ReadAllBytes(Location);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == Hash
            ? InitialWeights.Of(Name, Tensors(ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes).Graph), Normalization, Hash, Network)
            : throw new NoisyStudentException($"{Location} is not the file that NoisyStudent.Pretrained brings: install the package again.");
    }

    /// <summary>The weights by torchvision's names.</summary>
    private static Dictionary<string, Tensor> Tensors(GraphProto graph)
    {
        TorchRuntime.Load();
        var stored = graph.Initializer.ToDictionary(tensor => tensor.Name);
        var (layers, tensors) = (Layers().GetEnumerator(), new Dictionary<string, Tensor>());
        using var scope = NewDisposeScope();
        foreach (var node in graph.Node)
        {
            if (node.OpType == "Conv")
            {
                layers.MoveNext();
                Add($"{layers.Current.Convolution}.weight", node.Input[1]);
            }
            else if (node.OpType == "BatchNormalization")
            {
                foreach (var (name, input) in _norm.Zip(node.Input.Skip(1)))
                {
                    Add($"{layers.Current.Norm}.{name}", input);
                }
            }
        }

        // Blue, green and red of 0 to 255 are what the first layer was learned from.
        var deviations = tensor([.. Normalization.StandardDeviation]).reshape(1, -1, 1, 1);
        tensors["conv1.weight"] = tensors["conv1.weight"].flip(1).mul(deviations).DetachFromDisposeScope();
        return tensors;

        void Add(string name, string input) => tensors[name] = tensor([.. stored[input].FloatData], [.. stored[input].Dims]).DetachFromDisposeScope();
    }

    /// <summary>The layers in the file's order, by torchvision's names: a block's shortcut comes before its other convolutions.</summary>
    private static IEnumerable<(string Convolution, string Norm)> Layers()
    {
        yield return ("conv1", "bn1");
        foreach (var (stage, blocks) in ResNetDesign.MlNet.Stages().Index())
        {
            foreach (var (number, block) in blocks.Index())
            {
                var name = $"layer{stage + 1}.{number}";
                if (block.Projection is not null)
                {
                    yield return ($"{name}.downsample.0", $"{name}.downsample.1");
                }

                yield return ($"{name}.conv1", $"{name}.bn1");
                yield return ($"{name}.conv2", $"{name}.bn2");
            }
        }
    }
}
