using NoisyStudent.Images;
using NoisyStudent.Prediction;

namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>Models on sequences of every perturbation that begin with the same pictures.</summary>
internal static class PerturbationSuite
{
    private const int Top = 5;

    /// <summary>How many sequences are made of each picture.</summary>
    public static int WorkPerImage => Perturbation.All.Count;

    /// <summary>How steady one model is: a mean over the pictures for each perturbation, by name.</summary>
    /// <param name="FlipProbabilities">How often the answer changes.</param>
    /// <param name="Top5Distances">How far the five most probable classes move.</param>
    public sealed record Stability(IReadOnlyDictionary<string, double> FlipProbabilities, IReadOnlyDictionary<string, double> Top5Distances);

    /// <summary>Measures how steady each model is.</summary>
    /// <param name="models">At least one, all on the same pictures.</param>
    /// <param name="seed">Sequences are a function of it and the pictures' names.</param>
    /// <param name="progress">Told how many of all sequences are done.</param>
    /// <param name="cancellation">Stops between blocks of sequences.</param>
    public static IReadOnlyList<Stability> Run(
        IReadOnlyList<EvaluatedModel> models, long seed, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var images = models[0].Test.Images;
        var (flips, distances) = (Sums(models.Count), Sums(models.Count));
        var done = 0;
        foreach (var perturbation in Perturbation.All)
        {
            foreach (var block in Enumerable.Range(0, images.Count).Chunk(Math.Max(1, Environment.ProcessorCount)))
            {
                cancellation.ThrowIfCancellationRequested();
                var lengths = new int[block.Length];
                EvaluatedModel.AskAll(models, clean => Frames(perturbation, clean, block, lengths), (model, logits) =>
                {
                    var start = 0;
                    foreach (var length in lengths)
                    {
                        var rankings = logits.AsSpan(start, length).ToArray().Select(each => ClassRanking.Top(each, Top)).ToArray();
                        flips[model][perturbation.Name] += PredictionStability.FlipProbability([.. rankings.Select(ranking => ranking[0])], perturbation.IsNoise);
                        distances[model][perturbation.Name] += PredictionStability.TopFiveDistance(rankings, perturbation.IsNoise);
                        start += length;
                    }
                });
                progress?.Report(done += block.Length);
            }
        }

        return [.. flips.Zip(distances, (flip, distance) => new Stability(Means(flip), Means(distance)))];

        List<RgbImage> Frames(Perturbation perturbation, Func<int, RgbImage> clean, int[] block, int[] lengths)
        {
            var sequences = new IReadOnlyList<RgbImage>[block.Length];
            ParallelWork.For(block.Length, i => sequences[i] = perturbation.Frames(clean(block[i]), seed, images.Names[block[i]]), cancellation);
            Array.ConvertAll(sequences, sequence => sequence.Count).CopyTo(lengths, 0);
            return [.. sequences.SelectMany(sequence => sequence)];
        }

        Dictionary<string, double> Means(Dictionary<string, double> sums) => sums.ToDictionary(each => each.Key, each => each.Value / Math.Max(1, images.Count));
    }

    private static Dictionary<string, double>[] Sums(int models) =>
        [.. Enumerable.Range(0, models).Select(_ => Perturbation.All.ToDictionary(perturbation => perturbation.Name, _ => 0.0))];
}
