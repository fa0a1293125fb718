using NoisyStudent.Datasets;
using NoisyStudent.Prediction;
using NoisyStudent.Training;

namespace NoisyStudent.PseudoLabels;

/// <summary>Pseudo-labels as a student's training targets.</summary>
internal static class PseudoLabelTargets
{
    /// <summary>The selected images with their targets, copies and all.</summary>
    /// <param name="images">The unlabeled images.</param>
    /// <param name="labels">The teacher's answer for each, as long as the set is used.</param>
    /// <param name="selection">Which of them, how often.</param>
    /// <param name="settings">Soft or hard.</param>
    public static TrainingSet Of(ImageSet images, StoredLabels labels, Selection selection, PseudoLabelSettings settings)
    {
        var selected = selection.Images;
        return new TrainingSet(images.Subset(selected), (image, target) => labels.Write(selected[image], target, settings), labels.ClassCount);
    }

    /// <summary>Selected images with targets that the teacher gives anew whenever a batch needs them.</summary>
    /// <param name="selected">The images, copies and all.</param>
    /// <param name="labeler">Answers for clean images, as long as the set is used.</param>
    /// <param name="settings">Soft or hard.</param>
    public static TrainingSet Online(ImageSet selected, Labeler labeler, PseudoLabelSettings settings) =>
        new(selected, batch => Targets(labeler.Label(batch), settings), labeler.Classes);

    private static float[] Targets(Predictions predictions, PseudoLabelSettings settings)
    {
        var targets = new float[predictions.Count * predictions.Classes];
        for (var i = 0; i < predictions.Count; i++)
        {
            var target = targets.AsSpan(i * predictions.Classes, predictions.Classes);
            if (settings.Kind == PseudoLabelKind.Hard)
            {
                TrainingSet.Smooth(target, predictions.Class(i), settings.LabelSmoothing);
            }
            else
            {
                Predictions.Temper(predictions.Distribution(i), target, settings.Temperature);
            }
        }

        return targets;
    }
}
