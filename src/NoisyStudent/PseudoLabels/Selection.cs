using NoisyStudent.Evaluation;

namespace NoisyStudent.PseudoLabels;

/// <summary>What became of the images of one class, by their pseudo-label.</summary>
/// <param name="Seen">Images that the teacher put into the class.</param>
/// <param name="Kept">Those of them that the student sees.</param>
/// <param name="Copies">How often it sees them in one pass, copies counted.</param>
public sealed record ClassSelection(int Seen, int Kept, int Copies);

/// <summary>Which unlabeled images a student sees, and how many copies of each.</summary>
public sealed class Selection
{
    private readonly int[] _copies;

    private Selection(int[] copies, IReadOnlyList<ClassSelection> classes)
    {
        _copies = copies;
        Classes = classes;
    }

    /// <summary>What became of each class.</summary>
    public IReadOnlyList<ClassSelection> Classes { get; }

    /// <summary>How many copies of each image the student sees in one pass; 0 for one that was dropped.</summary>
    public IReadOnlyList<int> Copies => _copies;

    /// <summary>The numbers of the selected images, in order, each as often as it has copies.</summary>
    public IReadOnlyList<int> Images => [.. _copies.SelectMany((copies, image) => Enumerable.Repeat(image, copies))];

    /// <summary>
    /// Filters and balances (Xie et al., section 3.1): images under the threshold are dropped; of a class with more than K the K most
    /// confident are kept; in a class with n fewer than K each gets floor(K / n) copies, and one more with probability K / n - floor(K / n).
    /// </summary>
    /// <param name="predictions">The teacher's answers.</param>
    /// <param name="settings">Threshold and balance.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="iteration">The student's iteration.</param>
    public static Selection Of(Predictions predictions, PseudoLabelSettings settings, long seed, int iteration)
    {
        var kept = Enumerable.Range(0, predictions.Count)
            .Where(image => predictions.Confidence(image) >= settings.Threshold)
            .ToLookup(predictions.Class);
        var seen = Enumerable.Range(0, predictions.Count).CountBy(predictions.Class).ToDictionary();
        var total = kept.Sum(images => images.Count());
        var perClass = settings.PerClass ?? Math.Max(1, (int)Math.Round((double)total / predictions.Classes));

        var copies = new int[predictions.Count];
        var classes = new List<ClassSelection>();
        for (var c = 0; c < predictions.Classes; c++)
        {
            var images = kept[c].OrderByDescending(predictions.Confidence).ToArray();
            var chosen = settings.Balance ? images.AsSpan(0, Math.Min(perClass, images.Length)) : images;
            foreach (var image in chosen)
            {
                copies[image] = settings.Balance ? CopiesOf(image, perClass, chosen.Length, seed, iteration) : 1;
            }

            classes.Add(new ClassSelection(seen.GetValueOrDefault(c), chosen.Length, images.Sum(image => copies[image])));
        }

        return new Selection(copies, classes);
    }

    private static int CopiesOf(int image, int perClass, int available, long seed, int iteration)
    {
        var (whole, rest) = Math.DivRem(perClass, available);
        return whole + (KeyedRandom.For(seed, RandomUse.Duplication, iteration, image).NextBool((double)rest / available) ? 1 : 0);
    }
}
