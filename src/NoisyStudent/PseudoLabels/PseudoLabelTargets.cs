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
        return new TrainingSet(images.Subset(selected), Targets(predictions, selected, settings), predictions.Classes);
    }

    /// <summary>Selected images with targets that the teacher gives anew whenever a batch needs them.</summary>
    /// <param name="selected">The images, copies and all.</param>
    /// <param name="labeler">Answers for clean images, as long as the set is used.</param>
    /// <param name="settings">Soft or hard.</param>
    public static TrainingSet Online(ImageSet selected, Labeler labeler, PseudoLabelSettings settings) => new(
        selected, batch => Targets(labeler.Label(batch), [.. Enumerable.Range(0, batch.Count)], settings), labeler.Classes);

    private static float[] Targets(Predictions predictions, IReadOnlyList<int> images, PseudoLabelSettings settings)
    {
        var targets = new float[images.Count * predictions.Classes];
        for (var i = 0; i < images.Count; i++)
        {
            var target = targets.AsSpan(i * predictions.Classes, predictions.Classes);
            if (settings.Kind == PseudoLabelKind.Hard)
            {
                TrainingSet.Smooth(target, predictions.Class(images[i]), settings.LabelSmoothing);
            }
            else
            {
                Predictions.Temper(predictions.Distribution(images[i]), target, settings.Temperature);
            }
        }

        return targets;
    }
}
