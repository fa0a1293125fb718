using System.Text.Json;

namespace NoisyStudent.Evaluation;

/// <summary>Several models side by side: the content of <c>metrics.json</c>.</summary>
/// <param name="Test">The labeled set that they were measured on.</param>
/// <param name="Baseline">The name of the model that the others are compared with.</param>
/// <param name="Models">The models.</param>
public sealed record EvaluationResults(string Test, string Baseline, IReadOnlyList<ModelEvaluation> Models)
{
    /// <summary>Whether the set is the part of a run's labeled images that was held out, for want of a test set.</summary>
    public bool HeldOut { get; init; }

    /// <summary>The name of the file.</summary>
    public const string FileName = "metrics.json";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read or is damaged.</exception>
    public static EvaluationResults Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationResults>(File.ReadAllBytes(path), _json) is { Models: not null, Baseline: not null, Test: not null } results
                && results.Models.All(model => model is not null)
                    ? results
                    : throw new JsonException("it lacks models");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read or is damaged ({exception.Message.TrimEnd('.')}): evaluate the models again.", exception);
        }
    }

    /// <summary>These results, and of earlier ones what is not measured anew.</summary>
    /// <param name="earlier">Earlier results.</param>
    /// <returns>null where those are of other models, other images or another baseline.</returns>
    public EvaluationResults? Over(EvaluationResults earlier)
    {
        var isSame = (earlier.Baseline, earlier.HeldOut) == (Baseline, HeldOut) && earlier.Models.Count == Models.Count
            && Models.Zip(earlier.Models).All(each => each.First.IsSameAs(each.Second));
        return isSame ? this with { Models = [.. Models.Zip(earlier.Models, (now, before) => now.Over(before))] } : null;
    }

    /// <summary>Writes the file, whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public void Write(string path) => WholeFile.WriteText(path, JsonSerializer.Serialize(this, _json) + "\n");
}
