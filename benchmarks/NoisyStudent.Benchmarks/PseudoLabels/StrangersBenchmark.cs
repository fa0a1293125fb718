using NoisyStudent.Datasets;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// How well each score of a network's logits tells pictures of its kind from strangers: the area under the ROC curve, and how many strangers are kept
/// by a threshold that keeps 95% of the known pictures; and what filters of pseudo-labels keep of both.
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

    /// <summary>Prints a line for each score, then one for each filter of pseudo-labels over both kinds of pictures mixed.</summary>
    /// <param name="runFolder">A run; its teacher labels.</param>
    /// <param name="labeled">The labeled set of the run: the pictures that it held out set the limits.</param>
    /// <param name="unlabeled">Pictures of the same kind.</param>
    /// <param name="strangers">Pictures of something else.</param>
    public static void Print(string runFolder, string labeled, string unlabeled, string strangers)
    {
        var folder = new RunFolder(runFolder);
        var recipe = RecipeCatalog.Read(Path.Combine(runFolder, "recipe.yaml"), []);
        using var teacher = Predictor.Load(folder.ModelFile(0), "auto");
        var settings = new ReadingSettings { ImageSize = teacher.Description.ImageSize, Set = "given" };
        using var labeledSet = DatasetReader.ReadLabeled(labeled, settings);
        var (_, heldOut) = labeledSet.Split(recipe.ValidationFraction, recipe.HeldOutSeed);
        using var knownImages = DatasetReader.ReadUnlabeled(unlabeled, settings);
        using var strangeImages = DatasetReader.ReadUnlabeled(strangers, settings);
        Console.WriteLine($"{knownImages.Count:N0} known pictures, {strangeImages.Count:N0} strangers");

        var (knownLogits, strangeLogits) = (teacher.Logits(knownImages), teacher.Logits(strangeImages));
        foreach (var (name, score) in _scores)
        {
            var ours = knownLogits.Select(score).Order().ToArray();
            var theirs = strangeLogits.Select(score).ToArray();
            var limit = ours[(int)(KnownKept * (ours.Length - 1))];
            Console.WriteLine(
                $"{name,-42} area {theirs.Average(stranger => RankOf(ours, stranger)):0.000}, strangers kept {Percentage.Text(theirs.Count(stranger => stranger <= limit) / (double)theirs.Length)}");
        }

        PrintFilters(teacher.Predict(knownImages), teacher.Predict(strangeImages), HeldOutPictures.Of(teacher.Predict(heldOut.Images), heldOut));
    }

    private static void PrintFilters(Predictions known, Predictions strangers, HeldOutPictures heldOut)
    {
        var (calibratedKnown, calibratedStrangers) = (known.AtTemperature(heldOut.Calibration.Temperature), strangers.AtTemperature(heldOut.Calibration.Temperature));
        foreach (var threshold in (double[])[0.3, 0.5, 0.7, 0.9])
        {
            Print($"threshold {threshold}, calibrated", Kept(calibratedKnown, Passes), Kept(calibratedStrangers, Passes));
            bool Passes(Predictions answers, int i) => answers.Confidence(i) >= threshold;
        }

        foreach (var part in (double[])[0.99, 0.95, 0.9, 0.8, 0.5])
        {
            var limit = heldOut.OutlierLimit(part);
            Print($"keep-known {part}", Kept(known, Passes), Kept(strangers, Passes));
            bool Passes(Predictions answers, int i) => answers.OutlierScore(i) <= limit;
        }
    }

    private static void Print(string filter, double known, double strangers) =>
        Console.WriteLine($"{filter,-42} keeps {Percentage.Text(known)} of the known pictures and {Percentage.Text(strangers)} of the strangers");

    private static double Kept(Predictions answers, Func<Predictions, int, bool> passes) =>
        Enumerable.Range(0, answers.Count).Count(i => passes(answers, i)) / (double)answers.Count;

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
