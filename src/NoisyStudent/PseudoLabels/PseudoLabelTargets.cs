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
                Predictions.Temper(predictions.Distribution(selected[i]), target, settings.Temperature);
            }
        }

        return new TrainingSet(images.Subset(selected), targets, predictions.Classes);
    }
}
