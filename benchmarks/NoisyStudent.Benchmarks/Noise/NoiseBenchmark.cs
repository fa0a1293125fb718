using System.Diagnostics;
using System.Runtime.CompilerServices;
using NoisyStudent.Benchmarks.Training;
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

    private const int ImageSize = 32;
    private const int BatchSize = 128;
    private const int Pictures = 20_000;
    private const int PeerPictures = 2_000;

    public static IEnumerable<BenchmarkResult> Run()
    {
        using var batch = new ImageBatch(BatchSize, ImageSize, new Normalization([125.3f, 123.0f, 113.9f], [63.0f, 62.1f, 66.7f]), CPU);
        using var pillow = StartPeer("pillow");
        using var torchvision = StartPeer("torchvision");
        var peer = pillow.Rate(PeerPictures) > torchvision.Rate(PeerPictures) ? pillow : torchvision;
        var cropAndFlip = new InputNoisePipeline(new InputNoise { Operations = 0 }, ImageSize);
        string[] names = [.. RandAugment.AllOperations.Select(operation => operation.Name)];
        foreach (var name in names)
        {
            var twice = new InputNoisePipeline(new InputNoise { Operations = 2, LeaveOut = [.. names.Except([name])] }, ImageSize);
            yield return BenchmarkResult.Compare(
                $"{Name} {name} twice", "images/s", () => Rate(twice, batch), "crop and flip alone", () => Rate(cropAndFlip, batch));
        }

        var pipeline = new InputNoisePipeline(new InputNoise(), ImageSize);
        yield return BenchmarkResult.Compare(Name, "images/s", () => Rate(pipeline, batch), peer.Version, () => peer.Rate(PeerPictures));
    }

    private static double Rate(InputNoisePipeline pipeline, ImageBatch batch)
    {
        var fill = KeyedRandom.For(1, RandomUse.Drawing);
        var sources = Enumerable.Range(0, BatchSize).Select(_ => RandomPixels(ref fill)).ToArray();
        var destination = new byte[ImageSize * ImageSize * PixelBuffers.Channels];
        var watch = Stopwatch.StartNew();
        for (var picture = 0; picture < Pictures; picture++)
        {
            var random = KeyedRandom.For(1, RandomUse.InputNoise, picture);
            pipeline.Apply(sources[picture % BatchSize], destination, ref random);
            batch.Set(picture % BatchSize, destination);
        }

        return Pictures / watch.Elapsed.TotalSeconds;
    }

    private static byte[] RandomPixels(ref KeyedRandom random)
    {
        var pixels = new byte[ImageSize * ImageSize * PixelBuffers.Channels];
        foreach (ref var pixel in pixels.AsSpan())
        {
            pixel = (byte)random.NextInt(256);
        }

        return pixels;
    }

    private static PeerProcess StartPeer(string library, [CallerFilePath] string thisFile = "") => new(
        new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "peers", "noise.py"), library]),
        "Skipped: the references are Pillow and torchvision, of which one is not installed; benchmarks/peers/install.sh does it on Debian and Ubuntu.");
}
