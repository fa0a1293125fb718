using NoisyStudent.Training;

namespace NoisyStudent.Recipes;

/// <summary>What the rest of a run costs by its recipe, in the unit of the speeds.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="sets">How many images there are.</param>
/// <param name="speeds">What its models cost.</param>
internal sealed class RunCost(Recipe recipe, RunCost.Sets sets, IModelSpeeds speeds)
{
    /// <summary>How many images each set has.</summary>
    /// <param name="Labeled">Labeled ones to learn from.</param>
    /// <param name="Unlabeled">Unlabeled ones.</param>
    /// <param name="Validation">Held-out labeled ones.</param>
    /// <param name="Test">Test images; 0 where there are none.</param>
    public readonly record struct Sets(int Labeled, int Unlabeled, int Validation, int Test);

    /// <summary>Of the trainings, which goes with their epochs.</summary>
    /// <param name="from">The first model that is not trained yet; 0 is the teacher.</param>
    public double Trainings(int from) => Remaining(from).Sum(model => Training(model) + FineTuning(model));

    /// <summary>Of all that does not: pseudo-labels, what is computed before a training, validation and test.</summary>
    /// <param name="from">The first model that is not trained yet; 0 is the teacher.</param>
    public double Rest(int from) => Remaining(from).Sum(model => PseudoLabels(model) + Preparation(model) + Evaluation(model)) + Comparison;

    /// <summary>All models of the run are measured once more in the end, side by side.</summary>
    private double Comparison => Remaining(0).Sum(model => (sets.Test > 0 ? sets.Test : sets.Validation) * Answer(model));

    private IEnumerable<int> Remaining(int from) => Enumerable.Range(from, recipe.Students.Count + 1 - from);

    private double Training(int model)
    {
        var (settings, ratio) = (recipe.ModelSettingsOf(model), model == 0 ? 0 : recipe.Students[model - 1].Ratio);
        if (settings.Epochs == 0)
        {
            return 0;
        }

        var labeled = settings.Epochs * sets.Labeled;
        var online = model > 0 && recipe.PseudoLabels.Online ? labeled * (recipe.Students[model - 1].Joint ? ratio : 1 + ratio) * Teachers(model) : 0;
        return (labeled * (1 + ratio) * speeds.Training(recipe, model)) + online;
    }

    private double FineTuning(int model) => recipe.SectionsOf(model).FineTuning.Epochs is var epochs and > 0
        ? epochs * sets.Labeled * Enlarged(model) * speeds.Training(recipe, model) : 0;

    private double PseudoLabels(int model) => model == 0 ? 0 : sets.Unlabeled * Teachers(model);

    /// <summary>Features for a last layer that is fitted, of two views at most, of which a teacher's labels have left those that they took; and what frozen stages make of all versions, of which an earlier model may have left some.</summary>
    private double Preparation(int model)
    {
        var (noise, training, _) = recipe.SectionsOf(model);
        var versions = training.FrozenStages > 0 && recipe.ModelSettingsOf(model).Epochs > 0 ? noise.Versions : 0;
        var (labeled, unlabeled) = (Math.Min(sets.Labeled, TrainingPreparation.MostToFit), model == 0 ? 0 : Math.Min(sets.Unlabeled, TrainingPreparation.MostToFit));
        var fitted = !training.FitLastLayer ? 0
            : !recipe.SharesFeatures(model) ? 2 * (labeled + unlabeled)
            : model == 1 && recipe.PseudoLabels.Views.Of(recipe.ImageSize).Count == 1 ? unlabeled : 0;
        return (fitted + (versions * (sets.Labeled + (model == 0 ? 0 : sets.Unlabeled)))) * speeds.Answer(recipe, model);
    }

    /// <summary>For one pseudo-label; features that an earlier label or a student's fit took are there.</summary>
    private double Teachers(int model) =>
        Enumerable.Range(1, Math.Min(model, recipe.PseudoLabels.Ensemble))
            .Sum(back => recipe.LabelsByFeatures(model - back) && (back > 1 || model > back) ? 0 : Answer(model - back))
        * recipe.PseudoLabels.Views.Of(recipe.ImageSize).Count;

    /// <summary>While it trains, while it is fine-tuned, and when it is finished.</summary>
    private double Evaluation(int model) =>
        ((recipe.ModelSettingsOf(model).Epochs > 0 ? Trainer.Validations : 0) * sets.Validation * speeds.Answer(recipe, model))
        + (((recipe.SectionsOf(model).FineTuning.Epochs > 0 ? Trainer.Validations : 0) + 1) * sets.Validation * Answer(model))
        + (sets.Test * Answer(model));

    /// <summary>A finished model answers at the size that it was fine-tuned at.</summary>
    private double Answer(int model) => speeds.Answer(recipe, model) * Enlarged(model);

    private double Enlarged(int model) => recipe.SectionsOf(model).FineTuning is { Epochs: > 0, ImageSize: { } size }
        ? Math.Pow((double)size / recipe.ImageSize, 2) : 1;
}
