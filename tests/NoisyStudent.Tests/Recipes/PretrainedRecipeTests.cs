using NoisyStudent.Pretrained;
using NoisyStudent.Recipes;
using NoisyStudent.Reporting;
using NoisyStudent.Training;
using Xunit;

namespace NoisyStudent.Tests.Recipes;

public sealed class PretrainedRecipeTests
{
    private static readonly AutoStart _imageNet = new(ImageNetWeights.Name, ImageNetWeights.Network, "it was better") { IsTrainingOfUse = true };

    [Fact]
    public void The_teacher_starts_from_the_weights_and_students_from_the_teacher()
    {
        var (recipe, reasons) = For(Input(120, 6, 256, 2000), _imageNet);
        Assert.Equal((ImageNetWeights.Name, ImageNetWeights.Network, true), (recipe.Teacher.Init, recipe.Teacher.Network, recipe.SectionsOf(0).Training.FitLastLayer));
        Assert.All(recipe.Students, student => Assert.Equal((ImageNetWeights.Network, true, null), (student.Network, student.StartFromTeacher, student.Init)));
        Assert.Equal((BatchNormStatistics.Running, false), (recipe.SectionsOf(1).Training.BatchNorm, recipe.SectionsOf(1).Training.FitLastLayer));
        Assert.Contains("teacher.init imagenet: it was better", reasons);
        RecipeChecks.Require(recipe);
    }

    [Fact]
    public void A_last_layer_alone_takes_no_epochs()
    {
        var (recipe, reasons) = For(Input(120, 6, 256, 2000), _imageNet with { IsTrainingOfUse = false, Compared = "training made it worse" });
        Assert.Equal(0, recipe.Teacher.Epochs);
        Assert.Contains(reasons, reason => reason.StartsWith("teacher.epochs 0: it would be trained on 3,000 images, ", StringComparison.Ordinal) && reason.EndsWith(": training made it worse", StringComparison.Ordinal));
        RecipeChecks.Require(recipe);
    }

    [Theory]
    [InlineData(60, "it is better", null, true, new[] { true, false })]
    [InlineData(60, null, null, false, new[] { false, false })]
    [InlineData(4, null, null, true, new[] { true })]
    [InlineData(4, null, "students.0.ratio=3", true, new[] { false })]
    [InlineData(4, null, "teacher.epochs=3", false, new[] { false })]
    public void Last_layers_come_first_and_alone_where_there_is_little_time_unless_a_person_says_how_models_are_trained(
        int minutes, string? measured, string? change, bool teacher, bool[] students)
    {
        var input = Input(120, 6, 256, 2000, minutes) with { Overrides = change is null ? [] : [change] };
        var (recipe, reasons) = For(input, _imageNet with { IsTrainingOfUse = measured is null, Compared = measured });
        Assert.Equal((teacher, students.Length), (recipe.IsLastLayerAlone(0), recipe.Students.Count));
        Assert.Equal(students, recipe.Students.Select((_, index) => recipe.IsLastLayerAlone(index + 1)));
        Assert.Equal(students, recipe.Students.Select((_, index) => recipe.SectionsOf(index + 1).Training.FitLastLayer));
        Assert.Equal(minutes == 4 && students[0], reasons.Any(reason => reason.StartsWith("students.0.epochs 0: ", StringComparison.Ordinal) && reason.Contains("4 min 0 s on this machine is too short", StringComparison.Ordinal)));
        RecipeChecks.Require(recipe);
    }

    [Theory]
    [InlineData(true, 120, 60, false)]
    [InlineData(false, 120, 60, true)]
    [InlineData(false, 599, 60, true)]
    [InlineData(false, 5000, 60, false)]
    [InlineData(false, 5000, 3, true)]
    [InlineData(true, 5000, 3, false)]
    [InlineData(true, 5000, 1, true)]
    public void A_teacher_that_was_not_found_better_for_training_is_trained_where_it_sees_many_images(bool isBetter, int labels, int minutes, bool lastLayer)
    {
        var (recipe, reasons) = For(Input(labels, 6, 64, 2000, minutes), _imageNet with { IsTrainingOfUse = isBetter, Compared = "both were tried" });
        Assert.Equal(lastLayer, recipe.IsLastLayerAlone(0));
        Assert.Equal(lastLayer, reasons.Any(reason => reason.StartsWith("teacher.epochs 0: it would be trained on ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(10.0, true)]
    public void Where_the_network_was_slower_than_it_is_counted_there_is_time_for_fewer_images(double? passes, bool lastLayer) => Assert.Equal(
        lastLayer, AutoRecipe.For(Input(5000, 10, 64, 2000, minutes: 3), _imageNet with { PassesOfImage = passes }).Recipe.IsLastLayerAlone(0));

    [Theory]
    [InlineData(8, 10.6)]
    [InlineData(32, 2.6)]
    public void A_step_costs_something_for_each_weight(int batch, double passes)
    {
        var speeds = new CountedSpeeds(classes: 10);
        Assert.Equal(passes, speeds.Training(ImageNetWeights.Network, 64, batch) - speeds.Training(ImageNetWeights.Network, 64), 0.1);
    }

    [Theory]
    [InlineData(400, 60, 2000, 224)]
    [InlineData(100, 60, 2000, 128)]
    [InlineData(32, 60, 2000, 64)]
    [InlineData(28, 60, 45_000, 64)]
    [InlineData(400, 2, 2000, 160)]
    [InlineData(400, 15, 45_000, 64)]
    [InlineData(400, 15, 20_000, 128)]
    public void Images_are_as_large_as_pictures_and_time_allow(int side, int minutes, int unlabeled, int size) =>
        Assert.Equal(size, PretrainedSizes.Of(Input(120, 6, side, unlabeled, minutes), ImageNetWeights.Network).Own.Size);

    [Theory]
    [InlineData(32, 60, new[] { 96, 128 })]
    [InlineData(96, 60, new[] { 128, 160, 192, 224 })]
    [InlineData(32, 1, new int[0])]
    [InlineData(28, 10, new[] { 96 })]
    [InlineData(400, 60, new int[0])]
    public void Small_pictures_may_be_enlarged(int side, int minutes, int[] larger) =>
        Assert.Equal(larger, PretrainedSizes.Of(Input(120, 6, side, 2000, minutes), ImageNetWeights.Network).Larger);

    [Fact]
    public void A_measured_size_comes_with_its_reason()
    {
        var (recipe, reasons) = For(Input(120, 6, 32, 2000), _imageNet with { ImageSize = 96, SizeReason = "it is better at 96" });
        Assert.Equal(96, recipe.ImageSize);
        Assert.Contains("image-size 96: it is better at 96", reasons);
    }

    [Theory]
    [InlineData(120, true, null, 0)]
    [InlineData(120, false, null, 0.1)]
    [InlineData(300, true, null, 0.1)]
    [InlineData(120, true, "pseudo-labels.calibrate=true", 0.1)]
    [InlineData(120, true, "pseudo-labels.keep-known=0.95", 0.1)]
    [InlineData(120, true, "pseudo-labels={temperature: 0.7}", 0)]
    [InlineData(120, true, "validation-fraction=0.2", 0.2)]
    public void Few_labels_are_all_learned_from_where_a_test_set_measures_unless_a_person_needs_some_held_out(int labeled, bool hasTest, string? change, double heldOut)
    {
        var input = Input(labeled, 6, 256, 2000) with { TestPictures = hasTest ? 400 : 0, Overrides = change is null ? [] : [change] };
        foreach (var start in (AutoStart?[])[_imageNet, null])
        {
            var recipe = AutoRecipe.For(input, start).Recipe;
            Assert.Equal((heldOut, heldOut > 0), (recipe.ValidationFraction, recipe.PseudoLabels.Calibrate));
            RecipeChecks.Require(recipe);
        }
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(60_000, true)]
    public void Where_tests_leave_little_time_the_teacher_is_a_last_layer(int test, bool lastLayer)
    {
        var recipe = AutoRecipe.For(Input(1000, 10, 32, 20_000, minutes: 4) with { TestPictures = test }, _imageNet).Recipe;
        Assert.Equal(lastLayer, recipe.IsLastLayerAlone(0));
    }

    [Fact]
    public void What_tests_take_is_no_time_for_trainings() => Assert.True(
        AutoRecipe.For(Input(5000, 10, 32, 20_000, minutes: 6) with { TestPictures = 50_000 }, start: null).Recipe.Students[0].Epochs
        < AutoRecipe.For(Input(5000, 10, 32, 20_000, minutes: 6), start: null).Recipe.Students[0].Epochs);

    [Fact]
    public void Random_weights_that_were_found_better_are_said_to_be() => Assert.Contains(
        "teacher.init random: right on more", For(Input(120, 6, 32, 2000), new AutoStart(null, null, "right on more")).Reasons);

    [Theory]
    [InlineData(20, null, 1)]
    [InlineData(60, null, 2)]
    [InlineData(20, "students.1.ratio=3", 2)]
    public void There_are_two_students_where_there_is_time_or_a_person_wants_them(int minutes, string? change, int students)
    {
        var input = Input(120, 6, 256, 2000, minutes) with { Overrides = change is null ? [] : [change] };
        Assert.Equal(students, AutoRecipe.For(input, _imageNet).Recipe.Students.Count);
    }

    [Fact]
    public void Grey_pictures_are_shown_in_three_channels_as_the_weights_have_seen_pictures()
    {
        var input = new AutoInput(Surveys.Of(120, 6, 64, isGrey: true), Surveys.Of(2000, 0, 64, isGrey: true), null, []);
        Assert.Equal((3, 1), (AutoRecipe.For(input, _imageNet).Recipe.Channels, AutoRecipe.For(input, start: null).Recipe.Channels));
    }

    [Fact]
    public void No_size_is_taken_at_which_a_network_begins_with_another_layer_than_the_weights_have() =>
        Assert.Equal(96, PretrainedSizes.Of(Input(120, 6, 32, 2000), "resnet-18").Own.Size);

    private static (Recipe Recipe, string[] Reasons) For(AutoInput input, AutoStart start)
    {
        var (recipe, reasons) = AutoRecipe.For(input, start);
        return (recipe, [.. reasons.Select(reason => EventText.Of(reason)!)]);
    }

    private static AutoInput Input(int labeled, int classes, int side, int unlabeled, int minutes = 60) =>
        new(Surveys.Of(labeled, classes, side), Surveys.Of(unlabeled, 0, side), new RunTime(TimeSpan.FromMinutes(minutes), 1), []);
}
