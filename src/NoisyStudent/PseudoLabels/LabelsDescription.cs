using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;

namespace NoisyStudent.PseudoLabels;

/// <summary>How the pseudo-labels of a folder were made: its <c>labels.json</c>.</summary>
public sealed record LabelsDescription
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "labels.json";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>The class names, in the order of the distributions.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The SHA-256 of each teacher's file.</summary>
    public IReadOnlyList<string> Teachers { get; init; } = [];

    /// <summary>The views that an answer is the mean of.</summary>
    public TestTimeAugmentation TestTimeAugmentation { get; init; }

    /// <summary>By which part of its width a picture is shifted there; in files that do not say it, as ever.</summary>
    public double ViewShift { get; init; } = TestTimeViews.Plain.Shift;

    /// <summary>The grey level of what a shift leaves empty; in files that do not say it, as ever.</summary>
    public int ViewFill { get; init; } = TestTimeViews.Plain.Fill;

    /// <summary>The standard deviation by which the temperature of held-out pictures was fitted; in files that do not say it, as ever.</summary>
    public double CalibrationPrior { get; init; } = Calibration.PriorDeviation;

    /// <summary>How many of the largest probabilities are kept; 0 for all, null for the writer's choice.</summary>
    public int? Largest { get; init; }

    /// <summary>How many pictures a part has.</summary>
    public int PartSize { get; init; } = PseudoLabelFiles.DefaultPartSize;

    /// <summary>How many archives the set was made of; null where that is not known.</summary>
    public int? Archives { get; init; }

    /// <summary>How many pictures the set had, where that can be told before it is read to its end; else null.</summary>
    public int? Pictures { get; init; }

    /// <summary>What was learned from held-out labeled pictures; null where none were given.</summary>
    public HeldOutPictures? HeldOut { get; init; }

    /// <summary>Reads the description of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The description; null where the folder has none.</returns>
    /// <exception cref="NoisyStudentException">The file is damaged.</exception>
    public static LabelsDescription? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return !File.Exists(path) ? null
                : JsonSerializer.Deserialize<LabelsDescription>(File.ReadAllBytes(path), _json) is { IsWhole: true } description ? description
                : throw new JsonException("it lacks something");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException($"{path} cannot be read: {exception.Message.TrimEnd('.')}; choose another folder.", exception);
        }
    }

    /// <summary>Why labels that were made so are not those that are wanted; null where they are.</summary>
    /// <param name="found">How they were made.</param>
    /// <param name="heldOut">Whether held-out pictures are wanted.</param>
    internal string? DifferenceFrom(LabelsDescription found, bool heldOut) =>
        !Teachers.SequenceEqual(found.Teachers) ? "by other models"
        : !Classes.SequenceEqual(found.Classes) ? "of other classes"
        : TestTimeAugmentation != found.TestTimeAugmentation ? "with another test-time augmentation"
        : (ViewShift, ViewFill) != (found.ViewShift, found.ViewFill) ? "with views that are shifted or filled otherwise"
        : Largest != found.Largest ? "with another number of largest probabilities"
        : PartSize != found.PartSize ? $"with parts of {found.PartSize:N0} pictures"
        : found.Archives is { } archives && archives != Archives ? $"the set had {archives:N0} archives and has {Archives:N0}"
        : Pictures != found.Pictures ? $"the set had {found.Pictures:N0} pictures and has {Pictures:N0}"
        : heldOut != found.HeldOut is not null ? $"{(found.HeldOut is null ? "without" : "with")} held-out pictures"
        : heldOut && CalibrationPrior != found.CalibrationPrior ? "with another calibration prior"
        : null;

    /// <summary>What the folder still lacks, where that can be told: shares of the work that are not finished; null where nothing is known to be missing.</summary>
    /// <param name="folder">The folder.</param>
    public string? FindMissing(string folder)
    {
        var parts = Directory.GetFiles(folder, "part-*.parquet").Select(path => Path.GetFileName(path).Split('-')).Where(name => name.Length > 2).ToArray();
        var (found, wanted, what) = Pictures is { } pictures && PartSize > 0
            ? (parts.Length, (pictures + (long)PartSize - 1) / PartSize, "parts")
            : (parts.DistinctBy(name => name[1]).Count(), Archives ?? 0, "archives");
        return found < wanted ? $"{folder} has labels of {found:N0} of the {wanted:N0} {what}: what is not labeled yet is left out" : null;
    }

    private bool IsWhole => Classes is not null && Teachers is not null && HeldOut is null or { IsWhole: true };

    /// <summary>Writes the description into a folder, unless it has one.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void WriteOnce(string folder) =>
        WholeFile.WriteOnce(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, _json));

    /// <summary>Writes the description into a folder, in place of the one that may be there.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public void Write(string folder) => WholeFile.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, _json));
}

/// <summary>What held-out labeled pictures told about a teacher.</summary>
/// <param name="Pictures">How many there were.</param>
/// <param name="Calibration">The temperature that was fitted on them.</param>
/// <param name="OutlierScores">Their outlier scores at 0, 1, ..., 100 percent, rising.</param>
public sealed record HeldOutPictures(int Pictures, Calibration Calibration, IReadOnlyList<float> OutlierScores)
{
    private const int Percent = 100;

    /// <summary>SHA-256 of their names, classes and pixels; null in files of earlier versions.</summary>
    public string? Content { get; init; }

    /// <summary>Whether they may be these pictures.</summary>
    /// <param name="set">The pictures.</param>
    internal bool MayBe(LabeledSet set) => Content is null || Content == set.ContentHash();

    /// <summary>Learns from answers for held-out pictures.</summary>
    /// <param name="predictions">The teacher's answers, as they are without a temperature.</param>
    /// <param name="set">The pictures, at least one.</param>
    /// <param name="prior">The standard deviation of the temperature's logarithm before they are seen.</param>
    public static HeldOutPictures Of(Predictions predictions, LabeledSet set, double prior = Calibration.PriorDeviation)
    {
        var scores = Enumerable.Range(0, predictions.Count).Select(predictions.OutlierScore).Order().ToArray();
        return new HeldOutPictures(
            predictions.Count, Calibration.Fit(predictions, set.Labels, prior),
            [.. Enumerable.Range(0, Percent + 1).Select(percent => scores[(int)((long)(scores.Length - 1) * percent / Percent)])])
        {
            Content = set.ContentHash(),
        };
    }

    /// <summary>Whether it is as <see cref="Of"/> makes it; what a file says may lack anything.</summary>
    internal bool IsWhole => Calibration is { Temperature: > 0 } && OutlierScores is { Count: Percent + 1 };

    /// <summary>The largest outlier score at which a part of the held-out pictures would be kept.</summary>
    /// <param name="part">The part of them, 0 to 1, in steps of a hundredth.</param>
    public float OutlierLimit(double part) => OutlierScores[(int)Math.Round(Math.Clamp(part, 0, 1) * Percent)];
}
