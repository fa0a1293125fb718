using NoisyStudent.Networks;
using NoisyStudent.Recipes;
using NoisyStudent.Training;

namespace NoisyStudent.Runs.Budgets;

/// <summary>
/// Fits what is left of a recipe into a time: all remaining epochs by one factor, and where that would be extreme, every network by sizes of its
/// family first.
/// </summary>
/// <param name="sets">How many images there are.</param>
/// <param name="speeds">What models cost at present, by which epochs are fitted.</param>
/// <param name="atBest">What they cost when the machine does nothing else, by which networks are chosen: they stay for the whole run.</param>
/// <param name="least">Models that would get fewer images than these are a fitted last layer alone.</param>
internal sealed class BudgetFit(RunCost.Sets sets, IModelSpeeds speeds, IModelSpeeds atBest, LeastTraining least)
{
    /// <summary>A network that gets less than this part of the epochs that it was meant for learns less than a smaller one.</summary>
    private const double LeastFactor = 1.0 / 3;

    /// <summary>With more than this, a larger network learns more.</summary>
    private const double MostFactor = 3;

    /// <summary>A run that has begun is finished in any case, each model with so much at the least of what it was to get when the run began.</summary>
    private const double LeastFactorOnceBegun = 0.1;

    /// <summary>However slow the machine is at present, a model gets so much of what it would get on the machine at its best: what is slower still does not last.</summary>
    private const double LeastAtPresent = 0.1;

    private const double LeastEpochs = 0.0001;

    /// <summary>Fits the recipe.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="from">The first model that is not trained yet; 0 is the teacher.</param>
    /// <param name="secondsLeft">How long the rest may take, asked for once speeds are known, as measuring them takes time too.</param>
    /// <param name="mayResize">Whether networks may change, which they do only before the first training.</param>
    /// <param name="begun">The recipe with which the run began; null where it begins.</param>
    /// <returns>The recipe, and by what epochs were to be multiplied, 0 or less where no time is left; null where nothing has begun yet and the time does not even do for what comes beside the trainings.</returns>
    public (Recipe Recipe, double Factor)? Fit(Recipe recipe, int from, Func<double> secondsLeft, bool mayResize, Recipe? begun)
    {
        var factor = Factor(recipe, from, secondsLeft, atBest);
        var step = mayResize && from == 0 ? SizesFor(factor) : 0;
        while (step != 0 && SizesFor(factor) == step && Resized(recipe, step) is { } resized)
        {
            var after = Factor(resized, from, secondsLeft, atBest);
            if (step > 0 && after < LeastFactor)
            {
                break;
            }

            (recipe, factor) = (resized, after);
        }

        factor = Math.Max(Factor(recipe, from, secondsLeft, speeds), factor * LeastAtPresent);
        var fitted = Scaled(recipe, from, factor, begun);
        return factor < 1 && IsLastLayerRather(recipe, fitted, from) ? Fit(WithLastLayer(recipe, from), from, secondsLeft, mayResize, begun)
            : from > 0 || factor > 0 ? (fitted, factor) : null;
    }

    /// <summary>Whether a model that was to get enough images does no longer, so that its training may leave it worse than a last layer that is fitted to what it starts from.</summary>
    private bool IsLastLayerRather(Recipe recipe, Recipe fitted, int model)
    {
        var (enough, startsFitted, ratio) = model == 0
            ? (least.OfTeacher, recipe.SectionsOf(0).Training.FitLastLayer, 0)
            : (least.OfStudent, recipe.IsLastLayerAlone(model - 1) && recipe.Students[model - 1].StartFromTeacher, recipe.Students[model - 1].Ratio);
        var (wanted, left) = (ImagesOf(recipe), ImagesOf(fitted));
        return startsFitted && recipe.SectionsOf(model).FineTuning.Epochs == 0 && left < enough && wanted >= enough;

        double ImagesOf(Recipe of) => of.ModelSettingsOf(model).Epochs * sets.Labeled * (1 + ratio);
    }

    private static Recipe WithLastLayer(Recipe recipe, int model)
    {
        return model == 0 ? recipe with { Teacher = LastLayerOf(recipe.Teacher) }
            : recipe with { Students = [.. recipe.Students.Select((student, index) => index + 1 == model ? LastLayerOf(student) : student)] };

        TModel LastLayerOf<TModel>(TModel settings)
            where TModel : ModelSettings => (TModel)(settings with { Epochs = 0, Training = recipe.SectionsOf(model).Training with { FitLastLayer = true } });
    }

    /// <summary>By how many sizes networks should change.</summary>
    private static int SizesFor(double factor) => factor < LeastFactor ? -1 : factor > MostFactor ? 1 : 0;

    private double Factor(Recipe recipe, int from, Func<double> secondsLeft, IModelSpeeds by)
    {
        var cost = new RunCost(recipe, sets, by);
        var (rest, trainings) = (cost.Rest(from), cost.Trainings(from));

        // Where nothing is trained in steps, there is nothing to fit.
        return trainings > 0 ? (secondsLeft() - rest) / trainings : Math.Sign(secondsLeft() - rest);
    }

    /// <summary>The recipe with every network a size of its family smaller or larger; null where none is, or where a student would be smaller than its teacher.</summary>
    private static Recipe? Resized(Recipe recipe, int step)
    {
        var resized = recipe with
        {
            Teacher = recipe.Teacher with { Network = NetworkCatalog.Neighbour(recipe.Teacher.Network, step) },
            Students = [.. recipe.Students.Select(student => student with { Network = NetworkCatalog.Neighbour(student.Network, step) })],
        };
        string[] networks = [resized.Teacher.Network, .. resized.Students.Select(student => student.Network)];
        var grows = networks.Zip(networks.Skip(1)).All(pair => NetworkCatalog.CompareSize(pair.First, pair.Second) <= 0);
        var isSame = networks.SequenceEqual([recipe.Teacher.Network, .. recipe.Students.Select(student => student.Network)]);
        return isSame || !(grows || recipe.AllowSmaller) ? null : resized;
    }

    /// <summary>The recipe with all that is counted in epochs multiplied by a factor.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="factor">The factor.</param>
    public static Recipe Scaled(Recipe recipe, double factor) => Scaled(recipe, 0, factor, null);

    private static Recipe Scaled(Recipe recipe, int from, double factor, Recipe? begun)
    {
        return recipe with
        {
            Training = Decay(recipe.Training)!,
            Teacher = from == 0 ? Model(recipe.Teacher, 0, null) : recipe.Teacher,
            Students = [.. recipe.Students.Select((student, index) => index + 1 < from ? student : Model(student, index + 1, begun))],
        };

        TModel Model<TModel>(TModel settings, int model, Recipe? begun)
            where TModel : ModelSettings => (TModel)(settings with
            {
                Epochs = Scaled(settings.Epochs, factor, begun?.ModelSettingsOf(model).Epochs ?? 0),
                Training = Decay(settings.Training),

                // Its own from now on, as a model that is trained already keeps what it had.
                FineTuning = recipe.SectionsOf(model).FineTuning is { Epochs: > 0 } tuning
                    ? tuning with { Epochs = Scaled(tuning.Epochs, factor, begun?.SectionsOf(model).FineTuning.Epochs ?? 0) } : settings.FineTuning,
            });

        // Models may share it, so it is fitted once: the factors of later fits are near 1.
        TrainingSettings? Decay(TrainingSettings? training) =>
            from == 0 && training is not null ? training with { RateDecayEpochs = Rounded(training.RateDecayEpochs * factor) } : training;
    }

    private static double Scaled(double epochs, double factor, double begun) =>
        epochs == 0 ? 0 : Rounded(Math.Max(epochs * factor, begun * LeastFactorOnceBegun));

    /// <summary>To figures that a person can read, and finely enough for an epoch of a million pictures.</summary>
    private static double Rounded(double epochs) => Math.Max(LeastEpochs, Math.Round(epochs, epochs < 1 ? 4 : 2));
}
