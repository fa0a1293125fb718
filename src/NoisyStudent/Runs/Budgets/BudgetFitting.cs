using NoisyStudent.Events;
using NoisyStudent.Recipes;
using static TorchSharp.torch;

namespace NoisyStudent.Runs.Budgets;

/// <summary>Fits a run's recipe to its budget, before the first model and again before each of the others.</summary>
/// <param name="budget">The budget.</param>
/// <param name="mayResize">Whether networks may change; not where somebody wants certain ones.</param>
/// <param name="least">Models that would get fewer images than these are a fitted last layer alone.</param>
/// <param name="device">Where networks run.</param>
/// <param name="observer">Who is told.</param>
internal sealed class BudgetFitting(RunBudget budget, bool mayResize, LeastTraining least, Device device, IRunObserver observer)
{
    /// <summary>The rest is for what nobody foresees.</summary>
    private const double UsedPart = 0.98;

    /// <summary>The last model is measured as long as this: what a moment says wrongly of the others is put right before the next of them, and nothing comes after the last.</summary>
    private static readonly TimeSpan _longestForLast = TimeSpan.FromSeconds(20);

    /// <summary>How much longer the machine may be measured where other work disturbs that: so much of the budget, or seconds, before each model.</summary>
    private const double PatiencePart = 0.02;
    private const double MostPatience = 15;

    /// <summary>A recipe that was made for so much slower a machine has smaller pictures than it should.</summary>
    private const double MuchFaster = 3;

    /// <summary>Trainings that are cut shorter than this learn little.</summary>
    private const double LittleFactor = 0.1;

    private TimeSpan Left => (budget.Whole * UsedPart) - budget.Spent;

    /// <summary>Fits what is left of a recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="from">The first model that is not trained yet; 0 is the teacher.</param>
    /// <param name="sets">How many images there are.</param>
    /// <param name="planOf">The training of a model of a recipe, but for its pseudo-labels.</param>
    /// <param name="trained">The models that are trained already.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="NoisyStudentException">The budget does not do.</exception>
    public Recipe Fit(Recipe recipe, int from, RunCost.Sets sets, Func<Recipe, int, Training.TrainingPlan> planOf, IReadOnlyList<ModelResult> trained, CancellationToken cancellation)
    {
        var patience = TimeSpan.FromSeconds(Math.Min(MostPatience, budget.Whole.TotalSeconds * PatiencePart));
        var probe = new SpeedProbe(planOf, [.. trained.Select((model, number) => SecondsOfImage(recipe, model, number))], budget.Whole, from == recipe.Students.Count ? _longestForLast : SpeedProbe.Moment, patience, device, cancellation);
        var fit = observer.During(new RunStage("measure this machine's speed"), _ =>
            new BudgetFit(sets, probe.AtPresent, probe.AtBest, least).Fit(recipe, from, () => Left.TotalSeconds, mayResize, budget.Begun));
        if (probe.Slowdown is { } slowdown)
        {
            observer.On(new MachineBusy(slowdown));
        }

        if (fit is not { } fitted)
        {
            throw new NoisyStudentException(
                $"A budget of {Duration.Text(budget.Whole)} leaves no time for {ModelResult.NameOf(from)}: what comes beside the trainings (reading, measuring, pseudo-labels, tests) takes all of it. "
                + "Give a longer one, and another `Output`.");
        }

        if (from == 0)
        {
            budget.Fitted(fitted.Factor);
        }

        if (recipe.ModelSettingsOf(from).Epochs > 0 && fitted.Recipe.ModelSettingsOf(from).Epochs == 0)
        {
            observer.Remark(
                $"{ModelResult.NameOf(from)} would be trained on fewer than {(from == 0 ? least.OfTeacher : least.OfStudent):N0} images in the time that is left, which may make it worse than a last layer that is fitted: it is that alone");
        }

        var left = Left;
        var first = Enumerable.Range(from, recipe.Students.Count + 1 - from).FirstOrDefault(model => fitted.Recipe.ModelSettingsOf(model).Epochs > 0, from);
        var applied = recipe.ModelSettingsOf(first).Epochs > 0 ? fitted.Recipe.ModelSettingsOf(first).Epochs / recipe.ModelSettingsOf(first).Epochs : 1;
        var models = Enumerable.Range(from, recipe.Students.Count + 1 - from).Select(model => (Name: ModelResult.NameOf(model), Settings: fitted.Recipe.ModelSettingsOf(model)));
        observer.On(new BudgetFitted(
            left.TotalSeconds, applied, [.. models.Select(model => new BudgetFitted.Model(model.Name, model.Settings.Network, model.Settings.Epochs))],
            LearnsLittle: fitted.Factor < LittleFactor, MadeForSlower: from == 0 && budget.IsMadeForPace && fitted.Factor > MuchFaster));
        return fitted.Recipe;
    }

    /// <summary>Counts no longer: what follows comes on top of the budget.</summary>
    public void Stop() => budget.Stop();

    /// <summary>Writes down what is used up of the budget.</summary>
    public void Keep() => budget.Keep();

    /// <summary>Tells what was used up in the end.</summary>
    public void Tell() => observer.On(new BudgetUsed(budget.Spent.TotalSeconds, budget.Whole.TotalSeconds));

    /// <summary>What an image took of a model; null where it was not trained alone or not at one size, or where the time holds what was computed before.</summary>
    private static double? SecondsOfImage(Recipe recipe, ModelResult model, int number)
    {
        var (noise, training, fineTuning) = recipe.SectionsOf(number);
        var isPrepared = training.FitLastLayer || (training.FrozenStages > 0 && noise.Versions > 0);
        return model is { TrainingImages: > 0, SecondsTraining: > 0 } && fineTuning.Epochs == 0 && !isPrepared && !(number > 0 && recipe.PseudoLabels.Online)
            ? model.SecondsTraining / model.TrainingImages : null;
    }
}
