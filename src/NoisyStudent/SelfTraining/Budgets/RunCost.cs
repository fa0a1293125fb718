using NoisyStudent.Evaluation;
using NoisyStudent.Training;

namespace NoisyStudent.SelfTraining.Budgets;

/// <summary>What the rest of a run costs by its recipe, in seconds.</summary>
/// <param name="recipe">The recipe.</param>
/// <param name="sets">How many images there are.</param>
/// <param name="speedOf">The speed of a model: 0 is the teacher.</param>
internal sealed class RunCost(Recipe recipe, RunCost.Sets sets, Func<int, Speed> speedOf)
{
    /// <summary>How many images each set has.</summary>
    /// <param name="Labeled">Labeled ones to learn from.</param>
    /// <param name="Unlabeled">Unlabeled ones.</param>
    /// <param name="Validation">Held-out labeled ones.</param>
    /// <param name="Test">Test images; 0 where there are none.</param>
    public readonly record struct Sets(int Labeled, int Unlabeled, int Validation, int Test);

    /// <summary>Of the trainings, which goes with their epochs.</summary>
    /// <param name="from">The first model that is not trained yet; 0 is the teacher.</param>
    public double Trainings(int from) => Remaining(from).Sum(Training);

    /// <summary>Of all that does not: pseudo-labels, fine-tuning, validation and test.</summary>
    /// <param name="from">The first model that is not trained yet; 0 is the teacher.</param>
    public double Rest(int from) => Remaining(from).Sum(model => PseudoLabels(model) + FineTuning(model) + Evaluation(model)) + Comparison;

    /// <summary>All models of the run are measured once more in the end, side by side.</summary>
    private double Comparison => Enumerable.Range(0, recipe.Students.Count + 1).Sum(model => (sets.Test > 0 ? sets.Test : sets.Validation) * speedOf(model).Answer);

    private IEnumerable<int> Remaining(int from) => Enumerable.Range(from, recipe.Students.Count + 1 - from);

    private double Training(int model)
    {
        var (settings, ratio) = (recipe.ModelSettingsOf(model), model == 0 ? 0 : recipe.Students[model - 1].Ratio);
        var labeled = settings.Epochs * sets.Labeled;
        var online = model > 0 && recipe.PseudoLabels.Online ? labeled * ratio * Teachers(model) : 0;
        return (labeled * (1 + ratio) * speedOf(model).Training) + online;
    }

    private double PseudoLabels(int model) => model == 0 ? 0 : sets.Unlabeled * Teachers(model);

    /// <summary>Seconds for one pseudo-label.</summary>
    private double Teachers(int model) =>
        Enumerable.Range(1, Math.Min(model, recipe.PseudoLabels.Ensemble)).Sum(back => speedOf(model - back).Answer)
        * TestTimeViews.Of(recipe.PseudoLabels.TestTimeAugmentation, recipe.ImageSize).Count;

    private double FineTuning(int model)
    {
        var (settings, speed) = (recipe.ModelSettingsOf(model).FineTuning, speedOf(model));
        var enlarged = Math.Pow((double)(settings.ImageSize ?? recipe.ImageSize) / recipe.ImageSize, 2);
        return settings.Epochs * sets.Labeled * enlarged * speed.Training;
    }

    /// <summary>While it trains and when it is trained.</summary>
    private double Evaluation(int model) => (((Trainer.Validations + 1) * sets.Validation) + sets.Test) * speedOf(model).Answer;
}
