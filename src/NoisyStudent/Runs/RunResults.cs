using System.Text.Json;
using System.Text.Json.Serialization;
using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;

namespace NoisyStudent.Runs;

/// <summary>What a model is worth on the validation images.</summary>
/// <param name="Top1">The fraction, 0 to 1, that it gets right.</param>
/// <param name="BalancedAccuracy">The mean over the classes of the fraction, 0 to 1, that it gets right of each; null in results of earlier versions, as below.</param>
/// <param name="Right">Which of them it gets right: for each, in the order of the set, 1 where it does and 0 where not.</param>
public sealed record ValidationResult(double Top1, double? BalancedAccuracy = null, string? Right = null)
{
    /// <summary>Whether it is right, for each image; null where that is not known.</summary>
    [JsonIgnore]
    internal IReadOnlyList<bool>? AreRight => Right is not null && Right.All(each => each is '0' or '1') ? [.. Right.Select(each => each == '1')] : null;

    /// <summary>Measures answers.</summary>
    /// <param name="predictions">A distribution for each image, at least one.</param>
    /// <param name="labels">The true class of each.</param>
    internal static ValidationResult Of(Predictions predictions, IReadOnlyList<int> labels)
    {
        var scores = Scores.Of(predictions, labels);
        return new ValidationResult(scores.Top1, scores.BalancedAccuracy, string.Concat(predictions.AreRight(labels).Select(right => right ? '1' : '0')));
    }
}

/// <summary>What became of one model of a run.</summary>
/// <param name="Iteration">0 is the teacher, then the students.</param>
/// <param name="Role"><c>teacher</c> or <c>student</c>.</param>
/// <param name="Network">The network's name.</param>
/// <param name="Parameters">How many numbers it learned.</param>
/// <param name="TrainingImages">Images that went through it while it trained.</param>
/// <param name="SecondsTraining">Seconds that its training took.</param>
/// <param name="Validation">Its worth on the held-out labeled images; null when none are held out.</param>
/// <param name="Test">Its worth on the test images; null where no test set was given.</param>
public sealed record ModelResult(
    int Iteration, string Role, string Network, long Parameters, long TrainingImages, double SecondsTraining,
    ValidationResult? Validation, Scores? Test)
{
    /// <summary>What decided it, as a hash (<see cref="Models.ModelOrigin.Key"/>); null for a teacher that was given as a file, and in results of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>What people call it: <c>teacher</c>, <c>student 1</c>, <c>student 2</c>.</summary>
    [JsonIgnore]
    public string Name => NameOf(Iteration);

    /// <summary>Whether it is a teacher that was trained beforehand, perhaps on pictures that this run holds out.</summary>
    [JsonIgnore]
    internal bool IsGiven => Iteration == 0 && TrainingImages == 0;

    /// <summary>What people call the model of an iteration.</summary>
    /// <param name="iteration">0 is the teacher.</param>
    public static string NameOf(int iteration) => iteration == 0 ? "teacher" : $"student {iteration}";
}

/// <summary>The content of <c>results.json</c>: one entry per finished model, in order.</summary>
/// <param name="Models">The models.</param>
public sealed record RunResults(IReadOnlyList<ModelResult> Models)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Reads <c>results.json</c>.</summary>
    /// <param name="path">The file; where there is none, nothing is finished.</param>
    /// <exception cref="NoisyStudentException">The file is damaged.</exception>
    public static RunResults Read(string path) => RunJson.Read<RunResults>(
        path, results => results.Models is { } models && models.All(model => model is not null), "it is empty", "; choose another `Output`") ?? new RunResults([]);

    /// <summary>Writes <c>results.json</c>, whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Write(string path) => WholeFile.WriteText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
