namespace NoisyStudent.Recipes;

/// <summary>What the models of a recipe start from.</summary>
/// <param name="Init">What the weights are called; null for random ones.</param>
/// <param name="Network">The network whose weights they are; null for random ones.</param>
/// <param name="Reason">Why these.</param>
internal sealed record AutoStart(string? Init, string? Network, string Reason)
{
    /// <summary>The word for random weights.</summary>
    public const string Random = "random";

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

    /// <summary>Why the teacher is the network as it is with a last layer of its own; null where it is trained further.</summary>
    public string? LastLayerReason { get; init; }
}
