using System.Diagnostics;
using NoisyStudent.Noise;

namespace NoisyStudent.Benchmarks.Noise;

/// <summary>Input noise on one thread, 32x32 pictures: RandAugment with two operations, crop and flip, against crop and flip alone.</summary>
internal static class NoiseBenchmark
{
    public const string Name = "noise";

    private const int ImageSize = 32;
    private const int Images = 20_000;

    public static IEnumerable<BenchmarkResult> Run()
    {
        var (randAugment, cropAndFlip) = (
            new InputNoisePipeline(new InputNoise(), ImageSize), new InputNoisePipeline(new InputNoise { Operations = 0 }, ImageSize));
        yield return BenchmarkResult.Compare(Name, "images/s", () => Rate(randAugment), "crop and flip alone", () => Rate(cropAndFlip));
    }

    private static double Rate(InputNoisePipeline pipeline)
    {
        var source = new byte[ImageSize * ImageSize * 3];
        var destination = new byte[source.Length];
        var fill = KeyedRandom.For(1, RandomUse.Drawing);
        foreach (ref var pixel in source.AsSpan())
        {
            pixel = (byte)fill.NextInt(256);
        }

        var watch = Stopwatch.StartNew();
        for (var image = 0; image < Images; image++)
        {
            var random = KeyedRandom.For(1, RandomUse.InputNoise, image);
            pipeline.Apply(source, destination, ref random);
        }

        return Images / watch.Elapsed.TotalSeconds;
    }
}
