using NoisyStudent.Prediction;

namespace NoisyStudent.Evaluation;

/// <summary>What a model makes of one class.</summary>
/// <param name="Images">How many images are of it.</param>
/// <param name="Answered">How many the model takes for it.</param>
/// <param name="Right">How many of these are of it.</param>
internal readonly record struct ClassAnswers(long Images, long Answered, long Right)
{
    /// <summary>The fraction of <see cref="Answered"/> that is right; null where there are none.</summary>
    public double? Precision => Fraction(Right, Answered);

    /// <summary>The fraction of <see cref="Images"/> that is found; null where there are none.</summary>
    public double? Recall => Fraction(Right, Images);

    /// <summary>Counts by class.</summary>
    /// <param name="predictions">A distribution for each image.</param>
    /// <param name="labels">The true class of each.</param>
    public static ClassAnswers[] Of(Predictions predictions, IReadOnlyList<int> labels)
    {
        var classes = new ClassAnswers[predictions.Classes];
        for (var image = 0; image < labels.Count; image++)
        {
            var (label, answer) = (labels[image], predictions.Class(image));
            classes[label] = classes[label] with { Images = classes[label].Images + 1, Right = classes[label].Right + (answer == label ? 1 : 0) };
            classes[answer] = classes[answer] with { Answered = classes[answer].Answered + 1 };
        }

        return classes;
    }

    private static double? Fraction(long right, long of) => of == 0 ? null : right / (double)of;
}
