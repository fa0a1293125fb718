using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NoisyStudent.Evaluation;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Runs.Models;

/// <summary>What a run's folder says of a model: <c>model.json</c> beside it, from before its training begins.</summary>
/// <param name="Key">The model's key.</param>
/// <param name="DecidedBy">What decides the model (<see cref="ModelOrigin.Facts"/>).</param>
public sealed record ModelRecord(string Key, IReadOnlyDictionary<string, string> DecidedBy)
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How long its training took, while its fine-tuning is under way; else null.</summary>
    public double? SecondsBeforeFineTuning { get; init; }

    /// <summary>What became of it; null until it is finished.</summary>
    public ModelResult? Result { get; init; }

    /// <summary>SHA-256 of its file; null until it is finished.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The pseudo-labels that it learned from, by class; null for a teacher.</summary>
    public IReadOnlyDictionary<string, ClassSelection>? PseudoLabels { get; init; }

    /// <summary>What held-out pictures told about the model that labeled; null where nobody asked.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>What decides the model.</summary>
    [JsonIgnore]
    internal ModelOrigin Origin => new(DecidedBy) { Key = Key };

    /// <summary>The record of a model whose training begins.</summary>
    /// <param name="origin">What decides it.</param>
    internal static ModelRecord Of(ModelOrigin origin) => new(origin.Key, origin.Facts);

    /// <summary>Reads a record.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The record; null where there is none, as in runs of earlier versions.</returns>
    /// <exception cref="NoisyStudentException">It is damaged.</exception>
    public static ModelRecord? Read(string path) =>
        RunJson.Read<ModelRecord>(path, record => record is { Key: not null, DecidedBy: not null }, "it lacks something", ": start again in another folder", _json);

    /// <summary>How long a training took whose fine-tuning is under way, as runs of earlier versions kept it; 0 where they did not.</summary>
    /// <param name="folder">The model's folder.</param>
    internal static double SecondsOfEarlierVersion(string folder)
    {
        try
        {
            using var metrics = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "metrics.json")));
            return metrics.RootElement.TryGetProperty("secondsTraining", out var seconds) ? seconds.GetDouble() : 0;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return 0;
        }
    }

    /// <summary>Writes the record, whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public void Write(string path) => WholeFile.WriteText(path, JsonSerializer.Serialize(this, _json) + "\n");
}
