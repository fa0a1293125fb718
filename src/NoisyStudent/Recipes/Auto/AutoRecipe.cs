using NoisyStudent.Datasets;

namespace NoisyStudent.Recipes;

/// <summary>
/// Makes a recipe for a person's own pictures: from their sizes, their colour, how many there are, and what their models start from. Each choice comes with its reason.
/// </summary>
public static class AutoRecipe
{
    /// <summary>Makes a recipe for a run of an hour at most on two ordinary cores, from random weights.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>; an image size given so decides the rest too.</param>
    /// <returns>The recipe, complete, and each choice with its reason.</returns>
    /// <exception cref="NoisyStudentException">An override is wrong, or the recipe with it.</exception>
    public static (Recipe Recipe, IReadOnlyList<SettingChosen> Reasons) For(
        DatasetSurvey labeled, DatasetSurvey unlabeled, params IReadOnlyList<string> overrides) => For(labeled, unlabeled, null, overrides);

    /// <summary>Makes a recipe for models that start from random weights.</summary>
    /// <param name="labeled">What the labeled set looks like.</param>
    /// <param name="unlabeled">What the unlabeled set looks like.</param>
    /// <param name="time">How long the run is to take; where it is not said, an hour on two ordinary cores, and no longer than is useful.</param>
    /// <param name="overrides">What the person wants otherwise, as <c>key.path=value</c>; an image size given so decides the rest too.</param>
    /// <returns>The recipe, complete, and each choice with its reason.</returns>
    /// <exception cref="NoisyStudentException">An override is wrong, or the recipe with it.</exception>
    public static (Recipe Recipe, IReadOnlyList<SettingChosen> Reasons) For(
        DatasetSurvey labeled, DatasetSurvey unlabeled, RunTime? time, IReadOnlyList<string> overrides) => For(new AutoInput(labeled, unlabeled, time, overrides), start: null);

    /// <summary>Makes a recipe for models that start as it was found best.</summary>
    /// <param name="input">What it is made for.</param>
    /// <param name="start">What they start from; null for random weights.</param>
    internal static (Recipe Recipe, IReadOnlyList<SettingChosen> Reasons) For(AutoInput input, AutoStart? start)
    {
        AutoChoices choices = start is { Network: { } network } ? new PretrainedStartChoices(input, start, network) : new RandomStartChoices(input, start);
        return (RecipeCatalog.Change(choices.Make(), input.Overrides), choices.Reasons);
    }
}
