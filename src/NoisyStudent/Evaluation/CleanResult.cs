namespace NoisyStudent.Evaluation;

/// <summary>What a model is worth on labeled images as they are.</summary>
public sealed record CleanResult
{
    /// <summary>Up to so many classes the whole confusion matrix is kept.</summary>
    public const int MostConfusedClasses = 100;

    /// <summary>How many images.</summary>
    public required long Images { get; init; }

    /// <summary>Top-1, top-5, calibration error and negative log-likelihood.</summary>
    public required Scores Scores { get; init; }

    /// <summary>95% intervals of top-1 and top-5.</summary>
    public required Interval Top1Interval { get; init; }

    /// <inheritdoc cref="Top1Interval"/>
    public required Interval Top5Interval { get; init; }

    /// <summary>Each class, in the model's order; those without an image among them too.</summary>
    public required IReadOnlyList<ClassScores> Classes { get; init; }

    /// <summary>Bins of confidence, of equal width.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>How many images of class [row] the model takes for class [column]; null above <see cref="MostConfusedClasses"/> classes.</summary>
    public IReadOnlyList<IReadOnlyList<int>>? Confusion { get; init; }

    /// <summary>Measures answers.</summary>
    /// <param name="predictions">A distribution for each image.</param>
    /// <param name="labels">The true class of each.</param>
    /// <param name="classes">The names of all classes.</param>
    public static CleanResult Of(Predictions predictions, IReadOnlyList<int> labels, IReadOnlyList<string> classes)
    {
        var answers = Enumerable.Range(0, predictions.Count).Select(predictions.Class).ToArray();
        var hits = new long[classes.Count];
        var (asked, answered) = (new long[classes.Count], new long[classes.Count]);
        for (var i = 0; i < answers.Length; i++)
        {
            asked[labels[i]]++;
            answered[answers[i]]++;
            hits[labels[i]] += answers[i] == labels[i] ? 1 : 0;
        }

        var scores = Scores.Of(predictions, labels);
        return new CleanResult
        {
            Images = labels.Count,
            Scores = scores,
            Top1Interval = Wilson(scores.Top1),
            Top5Interval = Wilson(scores.Top5),
            Classes = [.. classes.Select((name, c) => new ClassScores(name, asked[c], Fraction(hits[c], answered[c]), Fraction(hits[c], asked[c])))],
            Reliability = ReliabilityDiagram.Of(predictions, labels),
            Confusion = classes.Count <= MostConfusedClasses ? ConfusionOf(answers, labels, classes.Count) : null,
        };

        Interval Wilson(double fraction) => Interval.Wilson((long)Math.Round(fraction * labels.Count), labels.Count);
        static double? Fraction(long hits, long of) => of == 0 ? null : hits / (double)of;
    }

    private static int[][] ConfusionOf(int[] answers, IReadOnlyList<int> labels, int classes)
    {
        var confusion = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        for (var i = 0; i < answers.Length; i++)
        {
            confusion[labels[i]][answers[i]]++;
        }

        return confusion;
    }
}
