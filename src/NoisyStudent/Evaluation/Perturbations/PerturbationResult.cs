using System.Text.Json.Serialization;

namespace NoisyStudent.Evaluation.Perturbations;

/// <summary>A model on sequences of images that change little from frame to frame.</summary>
/// <param name="Images">How many images, each the start of a sequence of every perturbation.</param>
/// <param name="FlipProbabilities">By name of the perturbation, how often the answer changes, 0 to 1.</param>
/// <param name="Top5Distances">By name, the mean distance between the five most probable classes.</param>
/// <param name="MeanFlipRate">mFR, 1 where the model is as steady as the baseline; null where the baseline never changes.</param>
/// <param name="MeanTop5Distance">mT5D, likewise.</param>
public sealed record PerturbationResult(
    long Images, IReadOnlyDictionary<string, double> FlipProbabilities, IReadOnlyDictionary<string, double> Top5Distances, double? MeanFlipRate, double? MeanTop5Distance)
{
    /// <summary>The mean over the perturbations that count for mFR.</summary>
    [JsonIgnore]
    public double MeanFlipProbability => Perturbation.All.Where(perturbation => !perturbation.IsExtra).Average(perturbation => FlipProbabilities[perturbation.Name]);
}
