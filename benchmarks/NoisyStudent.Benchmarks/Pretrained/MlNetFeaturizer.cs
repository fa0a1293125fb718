using Microsoft.ML.OnnxRuntime;
using NoisyStudent.Networks;
using NoisyStudent.Onnx;
using NoisyStudent.Pretrained;
using NoisyStudent.Torch;

namespace NoisyStudent.Benchmarks.Pretrained;

/// <summary>What ML.NET's ResNet-18 featurizer does: its package's two files in ONNX Runtime, one picture after the other.</summary>
internal sealed class MlNetFeaturizer : IDisposable
{
    public const int ImageSize = 224;
    public const int Features = 512;

    private const int Channels = 3;
    private readonly InferenceSession _preparation;
    private readonly InferenceSession _network;
    private readonly RunOptions _run = new();

    public MlNetFeaturizer()
    {
        OnnxTelemetry.TurnOff();
        using var options = OnnxNetwork.Options(threads: 0, waitActively: true);
        _preparation = new InferenceSession(Path.Combine(Path.GetDirectoryName(ImageNetWeights.Location)!, "mlnet-preparation.onnx"), options);
        _network = new InferenceSession(ImageNetWeights.Location, options);
    }

    /// <summary>The same network as it is here, with a last layer of no meaning, in evaluation mode.</summary>
    public static ClassifierNetwork Converted()
    {
        TorchRuntime.Load();
        var network = NetworkCatalog.Create(ImageNetWeights.Network, new(Classes: 2, ImageSize), ModelNoise.None);
        using var weights = ImageNetWeights.Read();
        weights.CopyTo(network);
        MemoryFormat.ToChannelsLast(network);
        network.eval();
        return network;
    }

    /// <summary>The network's input of a picture: blue, green and red, from which the mean picture is taken.</summary>
    /// <param name="pixels">Row by row, red, green and blue for each pixel.</param>
    public float[] Prepare(ReadOnlySpan<byte> pixels)
    {
        const int Area = ImageSize * ImageSize;
        var planes = new float[Channels * Area];
        for (var i = 0; i < pixels.Length; i++)
        {
            planes[(i % Channels * Area) + (i / Channels)] = pixels[i];
        }

        return Run(_preparation, planes);
    }

    /// <summary>The features of a picture.</summary>
    /// <param name="pixels">As <see cref="Prepare"/> takes them.</param>
    public float[] FeaturesOf(ReadOnlySpan<byte> pixels) => Run(_network, Prepare(pixels));

    public void Dispose()
    {
        _preparation.Dispose();
        _network.Dispose();
        _run.Dispose();
    }

    private float[] Run(InferenceSession session, float[] values)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(values, [1, Channels, ImageSize, ImageSize]);
        using var outputs = session.Run(_run, [session.InputNames[0]], [input], [session.OutputNames[0]]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
