using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using NoisyStudent.Networks;
using NoisyStudent.Onnx;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Networks.Export;

/// <summary>Exported networks in ONNX Runtime.</summary>
internal static class OnnxRuns
{
    /// <summary>How far logits may lie apart.</summary>
    public const float Tolerance = 1e-4f;

    /// <summary>What an exported network answers.</summary>
    /// <param name="file">The network, written to bytes and read again.</param>
    /// <param name="images">[batch, channels, height, width].</param>
    public static float[] Logits(OnnxFile file, Tensor images)
    {
        using var options = new SessionOptions();
        using var network = new OnnxNetwork(OnnxFile.Read(new MemoryStream(file.Model.ToByteArray()), "test"), "test", options);
        return network.Logits(images.contiguous().data<float>().ToArray(), (int)images.shape[0]);
    }

    /// <summary>A description with classes '0', '1', ....</summary>
    public static ModelDescription Describe(string network, int classes, int imageSize, int channels = 3) =>
        new(network, [.. Enumerable.Range(0, classes).Select(number => $"{number}")], imageSize, TestSets.NormalizationOf(channels));

    /// <summary>A small network that tells images apart, a function of the seed.</summary>
    /// <param name="description">Its classes and input.</param>
    /// <param name="seed">Where its weights come from.</param>
    public static TrainedModel Model(ModelDescription description, long seed = 1)
    {
        TorchRuntime.Load();
        manual_seed(seed);
        var network = NetworkCatalog.Create(description.Network, ClassificationTask.For(description), ModelNoise.None);
        foreach (var norm in network.modules().OfType<BatchNorm2d>())
        {
            GiveStatistics(norm);
        }

        network.eval();
        return new TrainedModel(network, description);
    }

    /// <summary>Statistics and weights as after a training: none is 0 or 1.</summary>
    public static void GiveStatistics(BatchNorm2d norm)
    {
        using var noGradient = no_grad();
        norm.running_mean!.normal_(0, 0.3);
        norm.running_var!.uniform_(0.5, 2);
        norm.weight!.uniform_(0.5, 1.5);
        norm.bias!.normal_(0, 0.3);
    }

    /// <summary>Whether two logits agree.</summary>
    public static bool Close(float first, float second) => Math.Abs(first - second) <= Tolerance;
}
