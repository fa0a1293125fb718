using NoisyStudent.Recipes;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.Training;
using NoisyStudent.Training.Schedules;
using Xunit;

namespace NoisyStudent.Tests.Runs.Budgets;

public class BudgetFitTests
{
    private static readonly RunCost.Sets _sets = new(Labeled: 450, Unlabeled: 5000, Validation: 50, Test: 1000);

    private static readonly Recipe _recipe = new()
    {
        Teacher = new ModelSettings { Network = "resnet-20", Epochs = 20 },
        Students = [new StudentSettings { Network = "resnet-20", Epochs = 10, Ratio = 3 }, new StudentSettings { Network = "resnet-26", Epochs = 30, Ratio = 1 }],
    };

    /// <summary>A network costs by its multiplications.</summary>
    private static readonly CountedSpeeds _counted = new(classes: 10);

    [Theory]
    [InlineData(0, 100)]
    [InlineData(0, 40)]
    [InlineData(1, 60)]
    [InlineData(2, 33)]
    public void What_is_left_takes_the_time_that_is_left(int from, double seconds)
    {
        var speeds = new Speeds(0.0007, 0.0001);
        var (fitted, _) = Fitting(speeds).Fit(_recipe, from, () => seconds, mayResize: false, _recipe)!.Value;
        var cost = new RunCost(fitted, _sets, speeds);
        Assert.InRange(cost.Trainings(from) + cost.Rest(from), 0.995 * seconds, 1.005 * seconds);
        Assert.Equal(_recipe.Teacher.Epochs == fitted.Teacher.Epochs, from > 0);
        Assert.Equal(_recipe.Students[0].Epochs == fitted.Students[0].Epochs, from > 1);
        Assert.Equal(_recipe.Students[1] with { Epochs = 0 }, fitted.Students[1] with { Epochs = 0 });
    }

    [Fact]
    public void What_measuring_takes_is_time_that_is_used()
    {
        var left = 100.0;
        var speeds = new Speeds(0.0007, 0.0001) { Asked = () => left -= 0.5 };
        var (fitted, _) = Fitting(speeds).Fit(_recipe, 0, () => left, mayResize: false, _recipe)!.Value;
        speeds.Asked = null;
        var cost = new RunCost(fitted, _sets, speeds);
        Assert.True(left < 100);
        Assert.InRange(cost.Trainings(0) + cost.Rest(0), 0.995 * left, 1.005 * left);
    }

    [Theory]
    [InlineData(true, 20, 2000, false)]
    [InlineData(true, 20, 8500, true)]
    [InlineData(true, 7, 2000, true)]
    [InlineData(false, 7, 2000, false)]
    public void A_fitted_last_layer_is_not_trained_so_shortly_that_it_becomes_worse(bool isFitted, double seconds, double least, bool lastLayer)
    {
        var speeds = new Speeds(0.0005, 0.0001);
        var recipe = _recipe with { Teacher = _recipe.Teacher with { Training = new TrainingSettings { FitLastLayer = isFitted } } };
        var (fitted, factor) = Fitting(speeds, least).Fit(recipe, 0, () => seconds, mayResize: false, recipe)!.Value;
        Assert.InRange(factor, 0.1, 0.9);
        Assert.Equal(lastLayer, fitted.Teacher.Epochs == 0);
        Assert.True(lastLayer || fitted.Teacher.Epochs * _sets.Labeled > (isFitted ? least : 0));
        var cost = new RunCost(fitted, _sets, speeds);
        Assert.InRange(cost.Trainings(0) + cost.Rest(0), 0.99 * seconds, 1.01 * seconds);
    }

    [Theory]
    [InlineData(true, 5, false)]
    [InlineData(true, 3, true)]
    [InlineData(false, 3, false)]
    public void A_student_of_a_fitted_last_layer_is_not_trained_so_shortly_either(bool teacherIsFitted, double seconds, bool lastLayer)
    {
        var (speeds, fit) = (new Speeds(0.0005, 0.0001), new TrainingSettings { FitLastLayer = true });
        var recipe = _recipe with
        {
            Teacher = _recipe.Teacher with { Epochs = teacherIsFitted ? 0 : 20, Training = fit },
            Students = [_recipe.Students[0] with { StartFromTeacher = true }],
        };
        var fitted = Fitting(speeds).Fit(recipe, 1, () => seconds, mayResize: false, recipe)!.Value.Recipe;
        Assert.Equal((lastLayer, lastLayer), (fitted.Students[0].Epochs == 0, fitted.SectionsOf(1).Training.FitLastLayer));
        Assert.Equal(recipe.Teacher, fitted.Teacher);

        // It is decided when its turn comes: what was measured earlier may be wrong of it.
        if (teacherIsFitted)
        {
            Assert.NotEqual(0, Fitting(speeds).Fit(recipe, 0, () => seconds, mayResize: false, recipe)!.Value.Recipe.Students[0].Epochs);
        }
    }

    [Fact]
    public void Who_wants_few_images_gets_them()
    {
        var (speeds, fit) = (new Speeds(0.0005, 0.0001), new TrainingSettings { FitLastLayer = true });
        var recipe = _recipe with { Teacher = _recipe.Teacher with { Epochs = 4, Training = fit }, Students = [] };
        var half = new RunCost(recipe, _sets, speeds) is var cost ? (cost.Trainings(0) / 2) + cost.Rest(0) : 0;
        Assert.Equal(2, Fitting(speeds).Fit(recipe, 0, () => half, mayResize: false, recipe)!.Value.Recipe.Teacher.Epochs, 0.01);
    }

    [Fact]
    public void No_time_is_no_run() => Assert.Null(Fitting(new Speeds(0.001, 0.0001)).Fit(_recipe, 0, () => 1, mayResize: true, _recipe));

    [Fact]
    public void A_run_that_has_begun_is_finished_even_when_its_time_is_up()
    {
        var fit = Fitting(new Speeds(0.001, 0.0001));
        var (fitted, factor) = fit.Fit(_recipe, 1, () => -5, mayResize: true, _recipe)!.Value;
        Assert.True(factor < 0);
        Assert.Equal((20.0, 1.0, 3.0), (fitted.Teacher.Epochs, fitted.Students[0].Epochs, fitted.Students[1].Epochs));
    }

    [Fact]
    public void All_that_is_counted_in_epochs_is_fitted()
    {
        var tuned = _recipe with
        {
            Training = new TrainingSettings { Schedule = Schedule.Exponential, RateDecayEpochs = 2.4 },
            Teacher = _recipe.Teacher with { FineTuning = new FineTuningSettings { Epochs = 4 } },
        };
        var speeds = new Speeds(0.001, 0);
        var half = new RunCost(tuned, _sets, speeds).Trainings(0) / 2;
        var fitted = Fitting(speeds).Fit(tuned, 0, () => half, mayResize: false, tuned)!.Value.Recipe;
        Assert.Equal((1.2, 10, 2, 5), (fitted.Training.RateDecayEpochs, fitted.Teacher.Epochs, fitted.SectionsOf(0).FineTuning.Epochs, fitted.Students[0].Epochs));

        // Models share the decay, so what is fitted later leaves it.
        Assert.Equal(1.2, Fitting(speeds).Fit(fitted, 1, () => half / 4, mayResize: false, fitted)!.Value.Recipe.Training.RateDecayEpochs);
    }

    [Fact]
    public void Sections_of_models_are_fitted_as_the_run_s_are_and_a_trained_model_keeps_its_fine_tuning()
    {
        var tuned = RecipeYaml.Read<Recipe>(RecipeYaml.Write(_recipe), "", ["fine-tuning.epochs=4", "students.1.training.rate-decay-epochs=6", "students.1.fine-tuning.epochs=10"]);
        var speeds = new Speeds(0.001, 0);
        var whole = new RunCost(tuned, _sets, speeds);
        Assert.Equal(0.001 * 450 * (20 + 4 + (10 * 4) + 4 + (30 * 2) + 10), whole.Trainings(0), 1e-9);

        var fitted = Fitting(speeds).Fit(tuned, 0, () => whole.Trainings(0) / 2, mayResize: false, null)!.Value.Recipe;
        Assert.Equal([(1.2, 2), (1.2, 2), (3, 5)], Fitted(fitted));
        Assert.Equal(Fitted(fitted), Fitted(RecipeYaml.Read<Recipe>(RecipeYaml.Write(fitted), "", [])));

        var later = Fitting(speeds).Fit(fitted, 1, () => new RunCost(fitted, _sets, speeds).Trainings(1) / 2, mayResize: false, fitted)!.Value.Recipe;
        Assert.Equal([(1.2, 2), (1.2, 1), (3, 2.5)], Fitted(later));

        static IEnumerable<(double, double)> Fitted(Recipe recipe) => Enumerable.Range(0, 3).Select(recipe.SectionsOf)
            .Select(sections => (sections.Training.RateDecayEpochs, sections.FineTuning.Epochs));
    }

    [Theory]
    [InlineData(1.0, "resnet-20", "resnet-26")]
    [InlineData(0.4, "resnet-20", "resnet-26")]
    [InlineData(0.3, "resnet-14", "resnet-20")]
    [InlineData(0.18, "resnet-8", "resnet-14")]
    [InlineData(0.01, "resnet-8", "resnet-8")]
    [InlineData(2.9, "resnet-20", "resnet-26")]
    [InlineData(5, "resnet-38", "resnet-44")]
    [InlineData(1000, "resnet-56", "resnet-56")]
    public void Networks_change_where_the_factor_would_be_extreme(double factor, string teacher, string student)
    {
        var cost = new RunCost(_recipe, _sets, _counted);
        var seconds = (factor * cost.Trainings(0)) + cost.Rest(0);
        var (fitted, _) = Fitting(_counted).Fit(_recipe, 0, () => seconds, mayResize: true, _recipe)!.Value;
        Assert.Equal((teacher, student), (fitted.Teacher.Network, fitted.Students[1].Network));

        Assert.Equal("resnet-20", Fitting(_counted).Fit(_recipe, 0, () => seconds, mayResize: false, _recipe)!.Value.Recipe.Teacher.Network);
        Assert.Equal("resnet-26", Fitting(_counted).Fit(_recipe, 1, () => seconds, mayResize: true, _recipe)!.Value.Recipe.Students[1].Network);
    }

    [Fact]
    public void No_network_grows_so_far_that_it_learns_less()
    {
        // The next size of its family costs some twenty times as much.
        var wide = _recipe with { Teacher = _recipe.Teacher with { Network = "wide-resnet-28-2" }, Students = [] };
        var cost = new RunCost(wide, _sets, _counted);
        Assert.Equal(["wide-resnet-28-2", "wide-resnet-28-10"], new[] { 5.0, 20 }.Select(factor =>
            Fitting(_counted).Fit(wide, 0, () => (factor * cost.Trainings(0)) + cost.Rest(0), mayResize: true, wide)!.Value.Recipe.Teacher.Network));
    }

    [Fact]
    public void No_student_becomes_smaller_than_its_teacher()
    {
        // A size smaller, fast-16 has fewer parameters than resnet-14.
        var mixed = _recipe with { Students = [new StudentSettings { Network = "fast-32", Epochs = 10 }] };
        var (fitted, _) = Fitting(new Speeds(0.001, 0)).Fit(mixed, 0, () => 1, mayResize: true, mixed)!.Value;
        Assert.Equal(("resnet-20", "fast-32"), (fitted.Teacher.Network, fitted.Students[0].Network));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Networks_stay_where_the_machine_is_slow_at_present_alone_and_epochs_go_by_that(double slowdown)
    {
        var (atBest, atPresent) = (new Speeds(0.001, 0), new Speeds(0.001 * slowdown, 0));
        var seconds = new RunCost(_recipe, _sets, atBest).Trainings(0);
        var (fitted, factor) = new BudgetFit(_sets, atPresent, atBest, default).Fit(_recipe, 0, () => seconds, mayResize: true, null)!.Value;
        Assert.Equal(("resnet-20", 20 / slowdown), (fitted.Teacher.Network, fitted.Teacher.Epochs));
        Assert.Equal(1 / slowdown, factor, 1e-9);
    }

    [Fact]
    public void What_is_a_hundred_times_slower_at_present_does_not_last()
    {
        var (atBest, atPresent) = (new Speeds(0.001, 0), new Speeds(0.1, 0));
        var seconds = new RunCost(_recipe, _sets, atBest).Trainings(0);
        Assert.Equal(2, new BudgetFit(_sets, atPresent, atBest, default).Fit(_recipe, 0, () => seconds, mayResize: true, null)!.Value.Recipe.Teacher.Epochs);
    }

    private static BudgetFit Fitting(IModelSpeeds speeds, double leastOfTeacher = AutoStart.LeastImages, double leastOfStudent = AutoStart.LeastOfStudent) =>
        new(_sets, speeds, speeds, new LeastTraining(leastOfTeacher, leastOfStudent));

    private sealed class Speeds(double training, double answer) : IModelSpeeds
    {
        public Action? Asked { get; set; }

        public double Training(Recipe recipe, int model)
        {
            Asked?.Invoke();
            return training;
        }

        public double Answer(Recipe recipe, int model) => answer;
    }
}
