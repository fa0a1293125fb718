using System.Diagnostics;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using NoisyStudent.Onnx;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Evaluation;

/// <summary>
/// How fast a network labels pictures, without noise and gradients, from normalized numbers to logits, against libtorch as it comes (contiguous, float32,
/// batch-norm by its own operations): libtorch as training evaluates, ONNX Runtime for applications, and last ONNX Runtime as pseudo-labels are made.
/// </summary>
internal static class LabelBenchmark
{
    public const string Name = "label";
    public static readonly string[] DefaultNetworks = ["efficientnet-b0", "resnet-38"];

    private const int Classes = 10;
    private const int BatchSize = 250;
    private const double Seconds = 1;

    public static IEnumerable<BenchmarkResult> Run(string[] networks) => networks.SelectMany(Run);

    private static IEnumerable<BenchmarkResult> Run(string name)
    {
        manual_seed(1);
        using var model = new TrainedModel(NetworkCatalog.Create(name, new(Classes, RandomImages.ImageSize), ModelNoise.None), Describe(name));
        model.Network.eval();
        var onnx = model.ToOnnx();
        using var contiguous = randn(BatchSize, RgbImage.Channels, RandomImages.ImageSize, RandomImages.ImageSize);
        var numbers = contiguous.data<float>().ToArray();
        double AsItComes() => LibTorch(model.Network, contiguous, fused: false);

        using var ours = NetworkCatalog.Create(name, new(Classes, RandomImages.ImageSize), ModelNoise.None);
        MemoryFormat.ToChannelsLast(ours);
        ours.eval();
        foreach (var precision in (Precision[])[Precision.Fp32, Precision.Auto])
        {
            using var images = MemoryFormat.ToChannelsLast(contiguous).to(precision.TypeOn(CPU));
            yield return Compare(
                $"{name}: as training evaluates, {precision.NameOn(CPU)}", () => LibTorch(ours, images, fused: true), AsItComes);
        }

        foreach (var (what, waitActively) in new[] { ("threads sleep between operations", false), ("threads wait actively", true) })
        {
            using var options = OnnxNetwork.Options(threads: 0, waitActively);
            using var network = new OnnxNetwork(onnx, name, options);
            yield return Compare($"{name}: ONNX Runtime, {what}", () => Rate(BatchSize, () => network.Logits(numbers, BatchSize)), AsItComes);
        }
    }

    private static BenchmarkResult Compare(string what, Func<double> measured, Func<double> asItComes) =>
        BenchmarkResult.Compare($"{Name} {what}", "images/s", measured, "libtorch as it comes", asItComes);

    private static double LibTorch(ClassifierNetwork network, Tensor images, bool fused)
    {
        var before = FusedBatchNorm.IsEnabled;
        FusedBatchNorm.IsEnabled &= fused;
        try
        {
            using var inference = inference_mode();
            return Rate(BatchSize, () => network.forward(images).Dispose());
        }
        finally
        {
            FusedBatchNorm.IsEnabled = before;
        }
    }

    private static double Rate(int batch, Action label)
    {
        var watch = Stopwatch.StartNew();
        var count = 0;
        do
        {
            label();
            count += batch;
        }
        while (watch.Elapsed.TotalSeconds < Seconds);
        return count / watch.Elapsed.TotalSeconds;
    }

    private static ModelDescription Describe(string name) => new(
        name, [.. Enumerable.Range(0, Classes).Select(number => $"{number}")], RandomImages.ImageSize, new Normalization([128, 128, 128], [64, 64, 64]));
}
