using NoisyStudent.Prediction;

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
        var scores = Scores.Of(predictions, labels);
        return new CleanResult
        {
            Images = labels.Count,
            Scores = scores,
            Top1Interval = Wilson(scores.Top1),
            Top5Interval = Wilson(scores.Top5),
            Classes = [.. classes.Zip(ClassAnswers.Of(predictions, labels), (name, each) => new ClassScores(name, each.Images, each.Precision, each.Recall))],
            Reliability = ReliabilityDiagram.Of(predictions, labels),
            Confusion = classes.Count <= MostConfusedClasses ? ConfusionOf(predictions, labels) : null,
        };

        Interval Wilson(double fraction) => Interval.Wilson((long)Math.Round(fraction * labels.Count), labels.Count);
    }

    private static int[][] ConfusionOf(Predictions predictions, IReadOnlyList<int> labels)
    {
        var confusion = Enumerable.Range(0, predictions.Classes).Select(_ => new int[predictions.Classes]).ToArray();
        for (var i = 0; i < labels.Count; i++)
        {
            confusion[labels[i]][predictions.Class(i)]++;
        }

        return confusion;
    }
}
