using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// How well each score of a network's logits tells pictures of its kind from strangers: the area under the ROC curve, and how many strangers are kept
/// by a threshold that keeps 95% of the known pictures.
/// </summary>
internal static class StrangersBenchmark
{
    public const string Name = "strangers";

    private const double KnownKept = 0.95;

    private static readonly (string Name, Func<float[], double> Of)[] _scores =
    [
        ("1 - confidence", logits => 1 - Softmax(logits).Max()),
        ("entropy of the distribution", logits => -Softmax(logits).Sum(p => p * Math.Log(Math.Max(p, 1e-300)))),
        ("confidence of the second over the first", logits => Softmax(logits).OrderDescending().Skip(1).First() / Softmax(logits).Max()),
        ("generalized entropy, exponent 0.1", logits => Softmax(logits).Sum(p => Math.Pow(p * (1 - p), 0.1))),
        ("- largest logit", logits => -logits.Max()),
        ("energy, temperature 1", logits => Energy(logits, 1)),
        ("energy, temperature 3", logits => Energy(logits, 3)),
        ("energy of logits less their mean", logits => Energy(Array.ConvertAll(logits, logit => logit - logits.Average()), 1)),
    ];

    /// <summary>Prints a line for each score.</summary>
    /// <param name="model">A model file.</param>
    /// <param name="known">Pictures of the kind that it was trained on, which it has not seen.</param>
    /// <param name="strangers">Pictures of something else.</param>
    public static void Print(string model, string known, string strangers)
    {
        using var predictor = Predictor.Load(model, "auto");
        var settings = new ReadingSettings { ImageSize = predictor.Description.ImageSize, Set = "given" };
        using var knownImages = DatasetReader.ReadUnlabeled(known, settings);
        using var strangeImages = DatasetReader.ReadUnlabeled(strangers, settings);
        var (knownLogits, strangeLogits) = (predictor.Logits(knownImages), predictor.Logits(strangeImages));
        Console.WriteLine($"{knownLogits.Length:N0} known pictures, {strangeLogits.Length:N0} strangers");
        foreach (var (name, score) in _scores)
        {
            var ours = knownLogits.Select(score).Order().ToArray();
            var theirs = strangeLogits.Select(score).ToArray();
            var limit = ours[(int)(KnownKept * (ours.Length - 1))];
            Console.WriteLine(
                $"{name,-42} area {theirs.Average(stranger => RankOf(ours, stranger)):0.000}, strangers kept {theirs.Count(stranger => stranger <= limit) / (double)theirs.Length:P1}");
        }
    }

    /// <summary>The part of the known pictures whose score is under a stranger's, equals counted half.</summary>
    private static double RankOf(double[] sorted, double score)
    {
        var (under, upTo) = (Count(sorted, other => other < score), Count(sorted, other => other <= score));
        return (under + upTo) / 2.0 / sorted.Length;
    }

    private static int Count(double[] sorted, Func<double, bool> isBefore)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = isBefore(sorted[middle]) ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static double Energy(float[] logits, double temperature)
    {
        var largest = logits.Max();
        return -largest - (temperature * Math.Log(logits.Sum(logit => Math.Exp((logit - largest) / temperature))));
    }

    private static double[] Softmax(float[] logits)
    {
        var largest = logits.Max();
        var sum = logits.Sum(logit => Math.Exp(logit - largest));
        return Array.ConvertAll(logits, logit => Math.Exp(logit - largest) / sum);
    }
}
