using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Training;

namespace NoisyStudent.PseudoLabels;

/// <summary>Pseudo-labels as a student's training targets.</summary>
public static class PseudoLabelTargets
{
    /// <summary>The selected images with their targets, copies and all.</summary>
    /// <param name="images">The unlabeled images.</param>
    /// <param name="predictions">The teacher's answer for each.</param>
    /// <param name="selection">Which of them, how often.</param>
    /// <param name="settings">Soft or hard.</param>
    public static TrainingSet Of(ImageSet images, Predictions predictions, Selection selection, PseudoLabelSettings settings)
    {
        var selected = selection.Images;
        var targets = new float[selected.Count * predictions.Classes];
        for (var i = 0; i < selected.Count; i++)
        {
            var target = targets.AsSpan(i * predictions.Classes, predictions.Classes);
            if (settings.Kind == PseudoLabelKind.Hard)
            {
                TrainingSet.Smooth(target, predictions.Class(selected[i]), settings.LabelSmoothing);
            }
            else
            {
                Temper(predictions.Distribution(selected[i]), target, settings.Temperature);
            }
        }

        return new TrainingSet(images.Subset(selected), targets, predictions.Classes);
    }

    /// <summary>A softmax at a temperature, from the softmax at temperature 1: p^(1/T), made to sum to 1.</summary>
    /// <param name="distribution">Probabilities at temperature 1.</param>
    /// <param name="tempered">Where the result goes, of the same length.</param>
    /// <param name="temperature">Above 0.</param>
    public static void Temper(ReadOnlySpan<float> distribution, Span<float> tempered, double temperature)
    {
        if (temperature == 1)
        {
            distribution.CopyTo(tempered);
            return;
        }

        // Divided by the largest first, so that a low temperature cannot turn every probability into zero.
        var (largest, sum) = (MaxOf(distribution), 0.0);
        for (var c = 0; c < distribution.Length; c++)
        {
            tempered[c] = (float)Math.Pow(distribution[c] / largest, 1 / temperature);
            sum += tempered[c];
        }

        for (var c = 0; c < tempered.Length; c++)
        {
            tempered[c] = (float)(tempered[c] / sum);
        }
    }

    private static float MaxOf(ReadOnlySpan<float> values)
    {
        var largest = 0f;
        foreach (var value in values)
        {
            largest = Math.Max(largest, value);
        }

        return largest;
    }
}
