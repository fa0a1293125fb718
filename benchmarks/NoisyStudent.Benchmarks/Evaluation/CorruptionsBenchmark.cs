using System.Diagnostics;
using NoisyStudent.Evaluation.Corruptions;
using NoisyStudent.Images;

namespace NoisyStudent.Benchmarks.Evaluation;

/// <summary>
/// All corruptions at all severities of 1,000 pictures of 32x32, on all threads against one. Each corruption alone comes before it, on one thread, against the
/// mean of all.
/// </summary>
internal static class CorruptionsBenchmark
{
    public const string Name = "corruptions";

    private const int Pictures = 1000;

    // Of each picture a corruption alone takes so many, that its turns do not take long.
    private const int PicturesAlone = 100;

    public static IEnumerable<BenchmarkResult> Run()
    {
        using var images = RandomImages.Of(Pictures);
        var pictures = Enumerable.Range(0, Pictures).Select(images.Picture).ToArray();
        foreach (var corruption in Corruption.All)
        {
            yield return BenchmarkResult.Compare(
                $"{Name} {corruption.Name}", "images/s", () => Rate([corruption], pictures[..PicturesAlone], threads: 1),
                "all 19 on one thread", () => Rate(Corruption.All, pictures[..(PicturesAlone / 5)], threads: 1));
        }

        yield return BenchmarkResult.Compare(
            Name, "images/s", () => Rate(Corruption.All, pictures, Environment.ProcessorCount), "one thread", () => Rate(Corruption.All, pictures, threads: 1));
    }

    /// <summary>Corrupted pictures a second.</summary>
    private static double Rate(IReadOnlyList<Corruption> corruptions, RgbImage[] pictures, int threads)
    {
        var watch = Stopwatch.StartNew();
        Parallel.For(0, pictures.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, number =>
        {
            foreach (var corruption in corruptions)
            {
                for (var severity = 1; severity <= Corruption.Severities; severity++)
                {
                    corruption.Apply(pictures[number], severity, seed: 1, $"{number}");
                }
            }
        });
        return pictures.Length * corruptions.Count * Corruption.Severities / watch.Elapsed.TotalSeconds;
    }
}
