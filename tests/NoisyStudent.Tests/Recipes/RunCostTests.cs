using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Recipes;
using NoisyStudent.Training;
using Xunit;

namespace NoisyStudent.Tests.Recipes;

/// <summary>Counted by hand: one for each image trained, a third of it for each answer.</summary>
public class RunCostTests
{
    private static readonly RunCost.Sets _sets = new(Labeled: 450, Unlabeled: 5000, Validation: 50, Test: 1000);

    private static readonly Recipe _recipe = new()
    {
        Teacher = new ModelSettings { Network = "fast-32", Epochs = 20 },
        Students = [new StudentSettings { Network = "fast-32", Epochs = 10, Ratio = 3 }, new StudentSettings { Network = "fast-32", Epochs = 30, Ratio = 1 }],
    };

    [Fact]
    public void A_run_costs_its_trainings_pseudo_labels_validations_and_tests()
    {
        var cost = Cost(_recipe);
        Assert.Equal(450 * (20 + (10 * 4) + (30 * 2)), cost.Trainings(from: 0), 1e-9);

        // Two students' pseudo-labels; 11 validations of each model; the test of each twice.
        Assert.Equal(((2 * 5000) + (3 * 11 * 50) + (3 * 2 * 1000)) / 3.0, cost.Rest(from: 0), 1e-9);
        Assert.Equal((5000 + (11 * 50) + 1000 + (3 * 1000)) / 3.0, cost.Rest(from: 2), 1e-9);

        var costly = Cost(_recipe with
        {
            PseudoLabels = new PseudoLabelSettings { Ensemble = 2, TestTimeAugmentation = TestTimeAugmentation.Flip },
            Teacher = _recipe.Teacher with { FineTuning = new FineTuningSettings { Epochs = 2, ImageSize = 64 } },
        });
        Assert.Equal(cost.Trainings(0) + (450 * 2 * 4), costly.Trainings(0), 1e-9);

        // The teacher, which answers at twice the size, labels for both students; two more tests and eleven validations are its own. Both views, and once both models.
        Assert.Equal(((5000 * 2 * (4 + (4 + 1))) + ((10 + (11 * 4) + (2 * 11)) * 50) + ((4 + 1 + 1) * 2 * 1000)) / 3.0, costly.Rest(0), 1e-9);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public void Labels_that_are_made_online_cost_an_answer_for_each_unlabeled_image_of_the_training_on_top(bool joint, int answersForEachLabel)
    {
        var stored = _recipe with { Students = [_recipe.Students[0] with { Joint = joint }] };
        var online = stored with { PseudoLabels = new PseudoLabelSettings { Online = true } };
        Assert.Equal(10 * 450 * answersForEachLabel / 3.0, Cost(online).Trainings(0) - Cost(stored).Trainings(0), 1e-9);
        Assert.Equal(Cost(stored).Rest(0), Cost(online).Rest(0));
    }

    [Fact]
    public void Features_of_last_layers_are_computed_once()
    {
        var fitted = new TrainingSettings { FitLastLayer = true };
        var last = new StudentSettings { Network = "fast-32", Epochs = 0, Ratio = 1, StartFromTeacher = true, Training = fitted };
        var recipe = _recipe with { Teacher = _recipe.Teacher with { Epochs = 0, Training = fitted }, Students = [last, last, _recipe.Students[1]] };
        var cost = Cost(recipe);
        Assert.Equal(450 * 30 * 2, cost.Trainings(from: 0), 1e-9);

        // Two views of each labeled one for the teacher, one of each unlabeled one for its labels, the other for the first student; none for all that follows, whose features are the same.
        Assert.Equal(((2 * 450) + 5000 + 5000 + ((3 + 11) * 50) + (4 * 2 * 1000)) / 3.0, cost.Rest(from: 0), 1e-9);
        var mirrored = recipe with { PseudoLabels = new PseudoLabelSettings { TestTimeAugmentation = TestTimeAugmentation.Flip } };
        Assert.Equal(5000 / 3.0, Cost(mirrored with { Students = [last] }).Rest(0) - Cost(mirrored with { Students = [] }).Rest(0) - (((50 + 2000) / 3.0) + (5000 / 3.0)), 1e-9);

        // Of a student that starts from other weights the features are others.
        var other = recipe with { Students = [last with { StartFromTeacher = false, Init = "imagenet" }, .. recipe.Students.Skip(1)] };
        Assert.Equal(((2 * (450 + 5000)) - 5000) / 3.0, Cost(other).Rest(0) - cost.Rest(0), 1e-9);
    }

    private static RunCost Cost(Recipe recipe) => new(recipe, _sets, new CountedSpeeds(classes: 10));
}
