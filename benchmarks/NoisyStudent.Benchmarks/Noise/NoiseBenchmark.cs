using System.Diagnostics;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Noise;

/// <summary>
/// Input noise on one thread, 32x32 pictures, as a training makes it: crop, flip, two operations at magnitude 27, normalized into the batch;
/// against the faster of Pillow and torchvision. Before it, each operation alone.
/// </summary>
internal static class NoiseBenchmark
{
    public const string Name = "noise";

    private const int ImageSize = RandomImages.ImageSize;
    private const int BatchSize = 128;
    private const int Pictures = 20_000;
    private const int PeerPictures = 2_000;

    public static IEnumerable<BenchmarkResult> Run()
    {
        using var batch = new ImageBatch(BatchSize, ImageSize, new Normalization([125.3f, 123.0f, 113.9f], [63.0f, 62.1f, 66.7f]), CPU);
        using var images = RandomImages.Of(BatchSize);
        using var pillow = PeerProcess.Python("Pillow", "noise.py", ["pillow"]);
        using var torchvision = PeerProcess.Python("torchvision", "noise.py", ["torchvision"]);
        var peer = pillow.Rate(PeerPictures) > torchvision.Rate(PeerPictures) ? pillow : torchvision;
        var cropAndFlip = new InputNoisePipeline(new InputNoise { Operations = 0 }, ImageSize);
        string[] names = [.. RandAugment.AllOperations.Select(operation => operation.Name)];
        foreach (var name in names)
        {
            var twice = new InputNoisePipeline(new InputNoise { Operations = 2, LeaveOut = [.. names.Except([name])] }, ImageSize);
            yield return BenchmarkResult.Compare(
                $"{Name} {name} twice", "images/s", () => Rate(twice, images, batch), "crop and flip alone", () => Rate(cropAndFlip, images, batch));
        }

        var pipeline = new InputNoisePipeline(new InputNoise(), ImageSize);
        yield return BenchmarkResult.Compare(Name, "images/s", () => Rate(pipeline, images, batch), peer.Version, () => peer.Rate(PeerPictures));
    }

    private static double Rate(InputNoisePipeline pipeline, ImageSet images, ImageBatch batch)
    {
        var destination = new byte[ImageSize * ImageSize * PixelBuffers.Channels];
        var watch = Stopwatch.StartNew();
        for (var picture = 0; picture < Pictures; picture++)
        {
            var random = KeyedRandom.For(1, RandomUse.InputNoise, picture);
            pipeline.Apply(images.Pixels(picture % BatchSize), destination, ref random);
            batch.Set(picture % BatchSize, destination);
        }

        return Pictures / watch.Elapsed.TotalSeconds;
    }
}
