using NoisyStudent.Datasets;
using NoisyStudent.Prediction;

namespace NoisyStudent.PseudoLabels;

/// <summary>One teacher, or several as one: their mean answer, at a temperature.</summary>
/// <param name="teachers">At least one, all for the same classes; the caller keeps them.</param>
/// <param name="views">Over which views of a picture a teacher's answer is the mean.</param>
internal sealed class Labeler(IReadOnlyList<Predictor> teachers, TestTimeViews views)
{
    /// <summary>How many probabilities are in memory at once, for each teacher and view; batches are whole in any case.</summary>
    private const int MostProbabilities = 16 << 20;

    /// <summary>1, or a temperature that was fitted on held-out pictures.</summary>
    public double Temperature { get; set; } = 1;

    /// <summary>How many classes there are.</summary>
    public int Classes => teachers[0].Description.Classes.Count;

    /// <summary>For how many pictures to ask at once, so that the answers take little memory: whole batches.</summary>
    internal int ImagesAtOnce => Math.Max(1, MostProbabilities / Classes / Predictor.BatchSize) * Predictor.BatchSize;

    /// <summary>The answer for each picture.</summary>
    /// <param name="images">The pictures, not noised.</param>
    /// <param name="progress">Told how many pictures are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public Predictions Label(ImageSet images, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var answers = teachers.Select((teacher, number) =>
            teacher.Predict(images, views, progress.PartOf(number, teachers.Count, images.Count), cancellation));
        return Predictions.Mean([.. answers]).AtTemperature(Temperature);
    }
}
