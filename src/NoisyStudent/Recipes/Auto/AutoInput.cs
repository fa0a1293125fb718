using NoisyStudent.Datasets;

namespace NoisyStudent.Recipes;

/// <summary>What a recipe is made for.</summary>
/// <param name="Labeled">What the labeled set looks like.</param>
/// <param name="Unlabeled">What the unlabeled set looks like.</param>
/// <param name="Time">How long the run is to take; where it is not said, an hour on two ordinary cores, and no longer than is useful.</param>
/// <param name="Overrides">What the person wants otherwise, as <c>key.path=value</c>.</param>
internal sealed record AutoInput(DatasetSurvey Labeled, DatasetSurvey Unlabeled, RunTime? Time, IReadOnlyList<string> Overrides)
{
    /// <summary>How many pictures the test set has; 0 where there is none.</summary>
    public int TestPictures { get; init; }

    /// <summary>The model that the person gives to begin with, whose network and image size the run's models have; null where there is none.</summary>
    public GivenModel? Model { get; init; }

    /// <summary>What the time pays for, in the passes of <see cref="CountedSpeeds"/>.</summary>
    public double Passes => Whole.TotalSeconds * CountedSpeeds.OrdinaryPerSecond * (Time?.Pace ?? 1);

    /// <summary>How long the run is to take.</summary>
    public TimeSpan Whole => Time?.Budget ?? TimeSpan.FromHours(1);

    /// <summary>What that is called.</summary>
    public string TimeText => Time is null ? "an hour on two cores" : $"{Duration.Text(Whole)} on this machine";

    /// <summary>The image size that the person sets, or that of the model that they give; null where it is to be chosen.</summary>
    public int? ImageSize => Given("image-size")?.ImageSize ?? Model?.ImageSize;

    /// <summary>Whether a person says how long models are trained, or whether their last layers are fitted.</summary>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>.</param>
    public static bool SetsTrainings(IEnumerable<string> overrides) => overrides.Any(each => new RecipeOverride(each) is var given && (given.Sets("epochs") || given.Sets("fit-last-layer")));

    /// <summary>Settings as the person gives them, in a recipe of defaults else; null where none of them is given.</summary>
    /// <param name="keys">The settings, or the sections that hold them.</param>
    public Recipe? Given(params IReadOnlyList<string> keys)
    {
        string[] given = [.. Overrides.Where(each => keys.Contains(RecipeOverride.KeyOf(each)))];
        return given.Length == 0 ? null : RecipeYaml.Read<Recipe>("", "", given);
    }

    /// <summary>What is given for a setting, as it is written; null where it is not, or where that is nothing.</summary>
    /// <param name="key">The setting.</param>
    public string? Written(string key) => Written(Overrides, key);

    /// <summary>The same of some settings.</summary>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>.</param>
    /// <param name="key">The setting.</param>
    public static string? Written(IEnumerable<string> overrides, string key) => overrides.LastOrDefault(each => RecipeOverride.KeyOf(each) == key) is { } given
        && RecipeOverride.ValueOf(given) is not ("" or "null" or "~") ? RecipeOverride.ValueOf(given).Trim('\'', '"') : null;
}
