using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Prediction;

namespace NoisyStudent.Evaluation;

/// <summary>A model that is measured beside others on the same pictures.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Path">Its file.</param>
/// <param name="Predictor">What answers; the caller owns it.</param>
/// <param name="Test">The pictures, labeled by the numbers of the model's classes.</param>
internal sealed record EvaluatedModel(string Name, string Path, Predictor Predictor, LabeledSet Test)
{
    /// <summary>A picture as the model sees it, clean.</summary>
    private RgbImage Clean(int image) => Test.Images.Picture(image).FitSquare(Predictor.Description.ImageSize);

    /// <summary>Makes pictures once for all models that take the same, and asks each of them.</summary>
    /// <param name="models">The models.</param>
    /// <param name="make">Makes the pictures from the clean ones of the first such model.</param>
    /// <param name="take">Gets the number of a model, and its logits for each of the pictures.</param>
    internal static void AskAll(IReadOnlyList<EvaluatedModel> models, Func<Func<int, RgbImage>, IReadOnlyList<RgbImage>> make, Action<int, float[][]> take)
    {
        foreach (var group in models.Index().GroupBy(each => each.Item.Predictor.Description.Input))
        {
            var pictures = make(group.First().Item.Clean);
            foreach (var (number, model) in group)
            {
                take(number, model.Predictor.Logits(pictures));
            }
        }
    }
}
