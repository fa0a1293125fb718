using System.Diagnostics;
using NoisyStudent.Benchmarks.Images;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Pretrained;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Pretrained;

/// <summary>
/// Decoded photographs to the features of ML.NET's ImageNet network, against ML.NET's own featurizer; first how far apart the features are, in float32 from the same
/// input, as they are read here (by the means of the channels instead of the mean picture), and in the type in which features are computed here.
/// </summary>
internal static class FeaturesBenchmark
{
    public const string Name = "features";

    private const int Size = MlNetFeaturizer.ImageSize;
    private const int BatchSize = 50;
    private const double Seconds = 2;

    public static IEnumerable<BenchmarkResult> Run(string archive)
    {
        byte[][] photos = [.. Photo.ReadAll(archive).Select(photo => ImageReader.Read(photo.Encoded).FitSquare(Size).Pixels)];
        using var featurizer = new MlNetFeaturizer();
        using var network = MlNetFeaturizer.Converted();
        foreach (var apart in Apart(photos, featurizer, network))
        {
            yield return apart;
        }

        yield return BenchmarkResult.Compare($"{Name}, {Precision.Auto.NameOn(CPU)}", "photos/s", () => Rate(photos, network), "ML.NET's featurizer in ONNX Runtime", () => Rate(photos, featurizer));
    }

    private static IEnumerable<BenchmarkResult> Apart(byte[][] photos, MlNetFeaturizer featurizer, ClassifierNetwork network)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var expected = stack(photos.Select(photo => tensor(featurizer.FeaturesOf(photo))));
        var deviations = tensor([.. ImageNetWeights.Normalization.StandardDeviation]).reshape(1, -1, 1, 1);
        var same = photos.Chunk(BatchSize).Select(chunk => network.ForwardThrough(
            network.StageCount, MemoryFormat.ToChannelsLast(stack(chunk.Select(photo => tensor(featurizer.Prepare(photo), [3, Size, Size]))).flip(1).div(deviations))));
        yield return Of("from the same input", cat([.. same]));
        yield return Of("as pictures are read here", cat([.. Features(photos, network, ScalarType.Float32)]));
        yield return Of($"the same, {Precision.Auto.NameOn(CPU)}", cat([.. Features(photos, network, Precision.Auto.TypeOn(CPU))]));

        BenchmarkResult Of(string what, Tensor features)
        {
            var (apart, deviation) = ((features - expected).abs().max().item<float>(), expected.std().item<float>());
            return new BenchmarkResult($"{Name}: farthest apart, {what}", apart, "", Math.Round(deviation, 4), "their deviation", Math.Round(apart / deviation, 6));
        }
    }

    private static double Rate(byte[][] photos, ClassifierNetwork network)
    {
        using var inference = inference_mode();
        return Rate(photos, chunk => Features(chunk, network, Precision.Auto.TypeOn(CPU)).ToList().ForEach(features => features.Dispose()));
    }

    private static double Rate(byte[][] photos, MlNetFeaturizer featurizer) => Rate(photos, chunk => Array.ForEach(chunk, photo => featurizer.FeaturesOf(photo)));

    private static double Rate(byte[][] photos, Action<byte[][]> features)
    {
        var (watch, count) = (Stopwatch.StartNew(), 0);
        foreach (var chunk in Enumerable.Repeat(photos, int.MaxValue).SelectMany(all => all.Chunk(BatchSize)))
        {
            features(chunk);
            count += chunk.Length;
            if (watch.Elapsed.TotalSeconds >= Seconds)
            {
                break;
            }
        }

        return count / watch.Elapsed.TotalSeconds;
    }

    private static IEnumerable<Tensor> Features(byte[][] photos, ClassifierNetwork network, ScalarType type)
    {
        using var batch = new ImageBatch(BatchSize, Size, ImageNetWeights.Normalization, CPU);
        foreach (var chunk in photos.Chunk(BatchSize))
        {
            TorchThreads.For(chunk.Length, i => batch.Set(i, chunk[i]));
            using var input = batch.Input(chunk.Length).to(type);
            yield return network.ForwardThrough(network.StageCount, input);
        }
    }
}
