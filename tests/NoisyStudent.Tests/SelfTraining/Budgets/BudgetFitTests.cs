using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.PseudoLabels;
using NoisyStudent.SelfTraining;
using NoisyStudent.SelfTraining.Budgets;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining.Budgets;

public class BudgetFitTests
{
    private static readonly RunCost.Sets _sets = new(Labeled: 450, Unlabeled: 5000, Validation: 50, Test: 1000);

    private static readonly Recipe _recipe = new()
    {
        Teacher = new ModelSettings { Network = "resnet-20", Epochs = 20 },
        Students = [new StudentSettings { Network = "resnet-20", Epochs = 10, Ratio = 3 }, new StudentSettings { Network = "resnet-26", Epochs = 30, Ratio = 1 }],
    };

    /// <summary>Counted by hand: a millisecond for each image trained, a tenth of it for each answer.</summary>
    [Fact]
    public void A_run_costs_its_trainings_pseudo_labels_validations_and_tests()
    {
        var cost = new RunCost(_recipe, _sets, _ => new Speed(0.001, 0.0001));
        Assert.Equal(0.001 * 450 * (20 + (10 * 4) + (30 * 2)), cost.Trainings(from: 0), 1e-9);

        // Two students' pseudo-labels; 11 validations of each model; the test of each twice.
        Assert.Equal(0.0001 * ((2 * 5000) + (3 * 11 * 50) + (3 * 2 * 1000)), cost.Rest(from: 0), 1e-9);
        Assert.Equal(0.0001 * (5000 + (11 * 50) + 1000 + (3 * 1000)), cost.Rest(from: 2), 1e-9);

        var costly = new RunCost(
            _recipe with
            {
                PseudoLabels = new PseudoLabelSettings { Ensemble = 2, TestTimeAugmentation = TestTimeAugmentation.Flip },
                Teacher = _recipe.Teacher with { FineTuning = new FineTuningSettings { Epochs = 2, ImageSize = 64 } },
            },
            _sets, _ => new Speed(0.001, 0.0001));
        Assert.Equal(cost.Rest(0) + (0.0001 * 5000 * ((2 + 4) - 2)) + (0.001 * 450 * 2 * 4), costly.Rest(0), 1e-9);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(0, 40)]
    [InlineData(1, 60)]
    [InlineData(2, 33)]
    public void What_is_left_takes_the_time_that_is_left(int from, double seconds)
    {
        var speed = new Speed(0.0007, 0.0001);
        var (fitted, _) = new BudgetFit(_sets, (_, _) => speed).Fit(_recipe, from, () => seconds, mayResize: false)!.Value;
        var cost = new RunCost(fitted, _sets, _ => speed);
        Assert.InRange(cost.Trainings(from) + cost.Rest(from), 0.995 * seconds, 1.005 * seconds);
        Assert.Equal(_recipe.Teacher.Epochs == fitted.Teacher.Epochs, from > 0);
        Assert.Equal(_recipe.Students[0].Epochs == fitted.Students[0].Epochs, from > 1);
        Assert.Equal(_recipe.Students[1] with { Epochs = 0 }, fitted.Students[1] with { Epochs = 0 });
    }

    [Fact]
    public void What_measuring_takes_is_time_that_is_used()
    {
        var left = 100.0;
        var speed = new Speed(0.0007, 0.0001);
        var (fitted, _) = new BudgetFit(_sets, Measure).Fit(_recipe, 0, () => left, mayResize: false)!.Value;
        var cost = new RunCost(fitted, _sets, _ => speed);
        Assert.True(left < 100);
        Assert.InRange(cost.Trainings(0) + cost.Rest(0), 0.995 * left, 1.005 * left);

        Speed Measure(Recipe recipe, int model)
        {
            left -= 0.5;
            return speed;
        }
    }

    [Fact]
    public void No_time_is_no_run() => Assert.Null(new BudgetFit(_sets, (_, _) => new Speed(0.001, 0.0001)).Fit(_recipe, 0, () => 1, mayResize: true));

    [Fact]
    public void A_run_that_has_begun_is_finished_even_when_its_time_is_up()
    {
        var (fitted, factor) = new BudgetFit(_sets, (_, _) => new Speed(0.001, 0.0001)).Fit(_recipe, 1, () => -5, mayResize: true)!.Value;
        Assert.Equal((0.1, 20.0, 1.0, 3.0), (factor, fitted.Teacher.Epochs, fitted.Students[0].Epochs, fitted.Students[1].Epochs));
    }

    /// <summary>A network costs by its multiplications.</summary>
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
        static Speed SpeedOf(Recipe recipe, int model) =>
            new(NetworkCatalog.MultiplyAddsOf(recipe.ModelSettingsOf(model).Network, new(10, 32)) * 3e-11, 0);
        var seconds = factor * new RunCost(_recipe, _sets, model => SpeedOf(_recipe, model)).Trainings(0);
        var (fitted, _) = new BudgetFit(_sets, SpeedOf).Fit(_recipe, 0, () => seconds, mayResize: true)!.Value;
        Assert.Equal((teacher, student), (fitted.Teacher.Network, fitted.Students[1].Network));

        Assert.Equal("resnet-20", new BudgetFit(_sets, SpeedOf).Fit(_recipe, 0, () => seconds, mayResize: false)!.Value.Recipe.Teacher.Network);
        Assert.Equal("resnet-26", new BudgetFit(_sets, SpeedOf).Fit(_recipe, 1, () => seconds, mayResize: true)!.Value.Recipe.Students[1].Network);
    }

    [Fact]
    public void No_network_grows_so_far_that_it_learns_less()
    {
        // The next size of its family costs some twenty times as much.
        var wide = _recipe with { Teacher = _recipe.Teacher with { Network = "wide-resnet-28-2" }, Students = [] };
        static Speed SpeedOf(Recipe recipe, int model) => new(NetworkCatalog.MultiplyAddsOf(recipe.Teacher.Network, new(10, 32)) * 3e-11, 0);
        var seconds = new RunCost(wide, _sets, model => SpeedOf(wide, model)).Trainings(0);
        Assert.Equal(["wide-resnet-28-2", "wide-resnet-28-10"], new[] { 5.0, 20 }.Select(factor =>
            new BudgetFit(_sets, SpeedOf).Fit(wide, 0, () => factor * seconds, mayResize: true)!.Value.Recipe.Teacher.Network));
    }

    [Fact]
    public void No_student_becomes_smaller_than_its_teacher()
    {
        // A size smaller, fast-16 has fewer parameters than resnet-14.
        var mixed = _recipe with { Students = [new StudentSettings { Network = "fast-32", Epochs = 10 }] };
        var (fitted, _) = new BudgetFit(_sets, (_, _) => new Speed(0.001, 0)).Fit(mixed, 0, () => 1, mayResize: true)!.Value;
        Assert.Equal(("resnet-20", "fast-32"), (fitted.Teacher.Network, fitted.Students[0].Network));
    }
}
