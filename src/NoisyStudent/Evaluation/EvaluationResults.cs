using System.Text.Json;

namespace NoisyStudent.Evaluation;

/// <summary>Several models side by side: the content of <c>metrics.json</c>.</summary>
/// <param name="Test">The labeled set that they were measured on.</param>
/// <param name="Baseline">The name of the model that the others are compared with.</param>
/// <param name="Models">The models.</param>
public sealed record EvaluationResults(string Test, string Baseline, IReadOnlyList<ModelEvaluation> Models)
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "metrics.json";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>SHA-256 of the set's names and classes, which tells it from others of the same path.</summary>
    public required string TestHash { get; init; }

    /// <summary>SHA-256 of its names, classes and pixels, as the baseline takes them; null in files of earlier versions.</summary>
    public string? TestContent { get; init; }

    /// <summary>Whether the set is the part of a run's labeled images that was held out, for want of a test set.</summary>
    public bool HeldOut { get; init; }

    /// <summary>What a person should know before believing the figures, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Whether answers were sought among the set's classes alone, not among all that a model knows.</summary>
    public bool AmongTestClasses { get; init; }

    /// <summary>What was drawn at random is a function of it.</summary>
    public long Seed { get; init; }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read or is damaged.</exception>
    public static EvaluationResults Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationResults>(File.ReadAllBytes(path), _json) is { } results && EvaluationChecks.AreWhole(results)
                ? results
                : throw new NoisyStudentException($"{path} is damaged (a figure is missing or out of its range): remove it and evaluate the models again.");
        }
        catch (JsonException exception)
        {
            throw new NoisyStudentException($"{path} is damaged (it is no JSON of an evaluation): remove it and evaluate the models again.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>These results, and of earlier ones what is not measured anew.</summary>
    /// <param name="earlier">Earlier results, of which <see cref="DifferenceFrom"/> says nothing.</param>
    public EvaluationResults Over(EvaluationResults earlier) =>
        this with { Models = [.. Models.Zip(earlier.Models, (now, before) => now.Over(before))] };

    /// <summary>Why earlier results are not of the same models, images and way of measuring.</summary>
    /// <param name="earlier">Earlier results.</param>
    /// <returns>What is other there, for example <c>other models</c>; null where all is the same.</returns>
    public string? DifferenceFrom(EvaluationResults earlier) =>
        (earlier.TestHash, earlier.HeldOut) != (TestHash, HeldOut) ? "other pictures"
        : earlier.TestContent is { } content && content != TestContent ? "other pictures under the same names"
        : !Models.Select(IdentityOf).SequenceEqual(earlier.Models.Select(IdentityOf)) ? "other models, or these in another order"
        : earlier.Seed != Seed ? $"another seed ({earlier.Seed})"
        : earlier.AmongTestClasses != AmongTestClasses ? "answers among other classes"
        : null;

    /// <summary>Writes the file, whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public void Write(string path) => WholeFile.WriteText(path, JsonSerializer.Serialize(this, _json) + "\n");

    private static (string Name, string Hash) IdentityOf(ModelEvaluation model) => (model.Name, model.Hash);
}
