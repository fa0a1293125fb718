using System.Text.Json.Serialization;

namespace NoisyStudent.Recipes;

/// <summary>What the models of a recipe start from.</summary>
/// <param name="Init">What the weights are called; null for random ones.</param>
/// <param name="Network">The network whose weights they are; null for random ones.</param>
/// <param name="Reason">Why these.</param>
internal sealed record AutoStart(string? Init, string? Network, string Reason)
{
    /// <summary>The word for random weights.</summary>
    public const string Random = "random";

    /// <summary>
    /// Fewer images make what a known network with a fitted last layer sees worse, before they could make it better; of so few nobody knows it who has not tried it
    /// (docs/experiments.md, "Few labels, and a part of them held out").
    /// </summary>
    public const double LeastImages = 2_000, LeastUnproven = 6_000;

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

    /// <summary>Whether the network was found to be better where it is trained further than with a last layer of its own alone.</summary>
    public bool IsBetterTrained { get; init; }

    /// <summary>What both were right on; null where they were not compared.</summary>
    public string? LastLayerReason { get; init; }

    /// <summary>A teacher that would be trained on fewer images is the network as it is, with a last layer of its own.</summary>
    [JsonIgnore]
    public double LeastTeacherImages => IsBetterTrained ? LeastImages : LeastUnproven;
}
