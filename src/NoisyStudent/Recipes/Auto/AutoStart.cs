using System.Text.Json.Serialization;

namespace NoisyStudent.Recipes;

/// <summary>What the models of a recipe start from.</summary>
/// <param name="Init">What the weights are called; null for random ones, or where the teacher is given as it is.</param>
/// <param name="Network">The network whose weights they are; null for random ones.</param>
/// <param name="Reason">Why these.</param>
internal sealed record AutoStart(string? Init, string? Network, string Reason)
{
    /// <summary>The word for random weights.</summary>
    public const string Random = "random";

    /// <summary>A teacher that would be trained on fewer images is the network as it is, with a last layer of its own, even where training was found to be of use.</summary>
    public const double LeastImages = 2_000;

    /// <summary>The same where training was not found to be of use: so many are of use on other pictures (docs/experiments.md, "Few labels, and a part of them held out").</summary>
    public const double LeastUnproven = 6_000;

    /// <summary>A student that is trained on fewer images is worth less than a last layer that is fitted (docs/experiments.md).</summary>
    public const double LeastOfStudent = 6_000;

    /// <summary>A model that was to be trained stays so where the time leaves it this part of the least: no plan is kept to the image.</summary>
    public const double KeptPart = 0.9;

    /// <summary>The setting that names weights.</summary>
    public const string Key = "teacher.init";

    /// <summary>An override as the recipe takes it: random weights are those of a teacher that starts from none.</summary>
    /// <param name="given">The override.</param>
    public static string Plain(string given) => RecipeOverride.KeyOf(given) == Key && RecipeOverride.ValueOf(given) == Random ? $"{Key}=null" : given;

    /// <summary>Random weights.</summary>
    /// <param name="reason">Why these.</param>
    public static AutoStart FromRandom(string reason) => new(null, null, reason);

    /// <summary>Width and height of the images; null where they were not measured.</summary>
    public int? ImageSize { get; init; }

    /// <summary>Why these.</summary>
    public string? SizeReason { get; init; }

    /// <summary>What the network cost here for an image of a training step, without the step's own cost, in the passes of <see cref="CountedSpeeds"/>; null where it was not measured.</summary>
    public double? PassesOfImage { get; init; }

    /// <summary>Whether training the network further was found to be of use, and not only a last layer of its own.</summary>
    public bool IsTrainingOfUse { get; init; }

    /// <summary>What the last layer alone was right on, and what the trained network; null where they were not compared.</summary>
    public string? Compared { get; init; }

    /// <summary>A teacher that would be trained on fewer images is the network as it is, with a last layer of its own.</summary>
    [JsonIgnore]
    public double LeastTeacherImages => IsTrainingOfUse ? LeastImages : LeastUnproven;
}
