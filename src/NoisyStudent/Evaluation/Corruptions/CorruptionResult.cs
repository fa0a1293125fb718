using System.Text.Json.Serialization;

namespace NoisyStudent.Evaluation.Corruptions;

/// <summary>A model on corrupted images.</summary>
/// <param name="Images">How many images, each under every corruption at every severity.</param>
/// <param name="CleanError">The fraction of them, 0 to 1, that the model gets wrong as they are.</param>
/// <param name="Errors">By name of the corruption, the fraction that it gets wrong at severity 1 to 5.</param>
/// <param name="MeanCorruptionError">mCE, 1 where the model is as good as the baseline; null where the baseline makes no error under some corruption.</param>
/// <param name="RelativeMeanCorruptionError">The same of what corruption adds to the clean error; null where some corruption does not make the baseline worse.</param>
public sealed record CorruptionResult(
    long Images, double CleanError, IReadOnlyDictionary<string, double[]> Errors, double? MeanCorruptionError, double? RelativeMeanCorruptionError)
{
    /// <summary>The mean over the severities of the corruptions that count for mCE.</summary>
    [JsonIgnore]
    public double MeanError => Corruption.All.Where(corruption => !corruption.IsExtra).Average(corruption => Errors[corruption.Name].Average());
}
