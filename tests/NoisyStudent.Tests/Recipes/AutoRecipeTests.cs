using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Reporting;
using NoisyStudent.Training.Optimizers;
using Xunit;
using ClassCount = NoisyStudent.Datasets.ClassCount;
using ClassShares = NoisyStudent.PseudoLabels.ClassShares;

namespace NoisyStudent.Tests.Recipes;

public class AutoRecipeTests
{
    [Fact]
    public void Sixty_thousand_thumbnails_keep_their_size()
    {
        var (recipe, reasons) = For(Surveys.Of(5000, 10, 32), Surveys.Of(55_000, 0, 32));
        Assert.Equal((32, 4, true), (recipe.ImageSize, recipe.Noise.CropPadding, recipe.Noise.Flip));
        Assert.Equal(2, recipe.Students[0].Ratio);
        Assert.Contains(reasons, reason => reason.StartsWith("image-size 32: pictures are typically 32x32", StringComparison.Ordinal));
        RecipeChecks.Require(recipe);
    }

    [Fact]
    public void Photographs_with_ten_labels_a_class_are_scaled_down_and_get_small_batches()
    {
        var (recipe, reasons) = For(Surveys.Of(50, 5, 375), Surveys.Of(400, 0, 375));
        Assert.Equal(84, recipe.ImageSize);
        Assert.Equal(8, recipe.Teacher.BatchSize);
        Assert.Contains(reasons, reason => reason.Contains("more than an hour", StringComparison.Ordinal));
        RecipeChecks.Require(recipe);
    }

    [Fact]
    public void Few_labels_are_seen_often_beside_many_unlabeled_pictures_and_the_ratio_never_exceeds_what_there_is()
    {
        Assert.Equal(7, For(Surveys.Of(250, 10, 32), Surveys.Of(6000, 0, 32)).Recipe.Students[0].Ratio);
        Assert.Equal(2, For(Surveys.Of(250, 10, 32), Surveys.Of(450, 0, 32)).Recipe.Students[0].Ratio);
    }

    [Fact]
    public void Grey_digits_are_not_mirrored_and_not_coloured()
    {
        var (recipe, _) = For(Surveys.Of(1000, 10, 28, isGrey: true, digits: true), Surveys.Of(9000, 0, 28, isGrey: true));
        Assert.False(recipe.Noise.Flip);
        Assert.Equal(TestTimeAugmentation.None, recipe.PseudoLabels.TestTimeAugmentation);
        Assert.Equal(["Color"], recipe.Noise.LeaveOut);
        Assert.Equal(28, recipe.ImageSize);
    }

    [Fact]
    public void Networks_take_one_channel_where_all_pictures_are_grey()
    {
        var (grey, reasons) = For(Surveys.Of(1000, 10, 28, isGrey: true), Surveys.Of(9000, 0, 28, isGrey: true));
        Assert.Equal(1, grey.Channels);
        Assert.Contains("channels 1: the pictures are grey", reasons);
        Assert.Equal(3, For(Surveys.Of(1000, 10, 28, isGrey: true), Surveys.Of(9000, 0, 28)).Recipe.Channels);
    }

    [Theory]
    [InlineData(2, 2, 10, 20)]
    [InlineData(4, 2, 1, 5000)]
    [InlineData(100_000, 1000, 2_000_000, 8)]
    public void Any_counts_and_sizes_give_a_recipe_that_can_be_run(int labeled, int classes, int unlabeled, int side)
    {
        var (recipe, _) = For(Surveys.Of(labeled, classes, side), Surveys.Of(unlabeled, 0, side));
        RecipeChecks.Require(recipe);
    }

    [Theory]
    [InlineData(5, 5, null, false)]
    [InlineData(10, 5, null, true)]
    [InlineData(10, 5, "validation-fraction=0", false)]
    public void Confidence_is_calibrated_where_pictures_are_held_out(int labeled, int classes, string? change, bool calibrate)
    {
        var (recipe, reasons) = For(Surveys.Of(labeled, classes, 32), Surveys.Of(1000, 0, 32), change is null ? [] : [change]);
        Assert.Equal(calibrate, recipe.PseudoLabels.Calibrate);
        Assert.Contains(reasons, reason => reason.StartsWith($"pseudo-labels.calibrate {(calibrate ? "true: so that" : "false: no labeled")}", StringComparison.Ordinal));
        RecipeChecks.Require(recipe);
    }

    [Theory]
    [InlineData(ClassShares.Labeled, "labeled: classes have 5 to 95 labeled pictures", 95, 5)]
    [InlineData(ClassShares.Equal, "equal: each class has as many labeled pictures", 50, 50)]
    public void Pseudo_labels_are_balanced_towards_the_shares_of_the_labels(ClassShares towards, string reason, params int[] pictures)
    {
        var labeled = Surveys.Of(100, 2, 32) with { Classes = [.. pictures.Select((count, c) => new ClassCount($"class {c}", count))] };
        var (recipe, reasons) = For(labeled, Surveys.Of(1000, 0, 32));
        Assert.Equal(towards, recipe.PseudoLabels.BalanceTowards);
        Assert.Contains(reasons, each => each.StartsWith($"pseudo-labels.balance-towards {reason}", StringComparison.Ordinal));
    }

    [Fact]
    public void Epochs_are_what_the_time_pays_for_with_the_network_and_the_labels_that_a_person_wants()
    {
        var free = For();
        var larger = For("teacher.network=wide-resnet-28-2", "students.1.network='wide-resnet-28-10'");
        Assert.Equal(Cost("fast-64") / Cost("wide-resnet-28-2"), larger.Teacher.Epochs / free.Teacher.Epochs, 0.05);
        Assert.Equal(free.Students[0].Epochs, larger.Students[0].Epochs, 2.0);
        Assert.Equal(
            Cost("fast-64") / Cost("wide-resnet-28-10"), larger.Students[1].Epochs * (1 + larger.Students[1].Ratio) / (free.Students[1].Epochs * (1 + free.Students[1].Ratio)), 0.02);

        var halved = For("validation-fraction=0.5");
        Assert.Equal(4500.0 / 2500, halved.Teacher.Epochs / free.Teacher.Epochs, 0.05);

        // So few unlabeled ones that it costs next to nothing to label them.
        static Recipe For(params string[] overrides) =>
            AutoRecipe.For(Surveys.Of(5000, 10, 32), Surveys.Of(1000, 0, 32), new RunTime(TimeSpan.FromHours(1), Pace: 1), overrides).Recipe;
        static double Cost(string network) => NetworkCatalog.MultiplyAddsOf(network, new(10, 32));
    }

    /// <summary>
    /// Counted by hand: 600,000 passes of fast-32, of which two students' labels take a third for each answer; two models and mirrors make six for a picture, without
    /// mirrors three, and once two. The teacher gets 15% of the rest, of which a step of 64 images takes 64, 5, and one for each 200,000 weights.
    /// </summary>
    [Theory]
    [InlineData(30_000, true, 81_000)]
    [InlineData(30_000, false, 85_500)]
    [InlineData(120_000, true, 78_000)]
    [InlineData(900_000, true, 45_000)]
    public void Trainings_get_what_labeling_leaves_of_the_time_and_half_of_it_at_the_least(int unlabeled, bool mirrors, double passes)
    {
        var images = passes * 64 / (64 + 5 + (NetworkCatalog.ParametersOf("fast-32", new(10, 32)) / 200_000.0));
        var (recipe, reasons) = For(
            Surveys.Of(500, 10, 32), Surveys.Of(unlabeled, 0, 32), new RunTime(TimeSpan.FromMinutes(10), Pace: 1), mirrors ? [] : ["noise.flip=false"]);
        Assert.Equal(("fast-32", 64), (recipe.Teacher.Network, recipe.Teacher.BatchSize));
        Assert.Contains(reasons, reason => reason.StartsWith($"teacher.epochs {recipe.Teacher.Epochs}: {images:N0} images", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(5, true, 1, TestTimeAugmentation.None)]
    [InlineData(15, true, 2, TestTimeAugmentation.Flip)]
    [InlineData(8, true, 1, TestTimeAugmentation.None)]
    [InlineData(8, false, 2, TestTimeAugmentation.None)]
    public void Where_labeling_would_take_the_time_of_the_trainings_one_model_labels_once(int minutes, bool mirrors, int ensemble, TestTimeAugmentation augmentation)
    {
        var (recipe, reasons) = For(
            Surveys.Of(5000, 10, 32), Surveys.Of(45_000, 0, 32), new RunTime(TimeSpan.FromMinutes(minutes), Pace: 1), mirrors ? [] : ["noise.flip=false"]);
        Assert.Equal((ensemble, augmentation), (recipe.PseudoLabels.Ensemble, recipe.PseudoLabels.TestTimeAugmentation));
        Assert.Equal(ensemble == 1 ? 2 : 0, reasons.Count(reason => reason.EndsWith("too little time to label so many pictures more than once", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(50, 8)]
    [InlineData(5000, 128)]
    public void The_rate_of_muon_does_not_fall_with_the_batch(int labeled, int batch)
    {
        var (recipe, reasons) = For(Surveys.Of(labeled, 10, 32), Surveys.Of(10_000, 0, 32));
        Assert.Equal((batch, 0.05), (recipe.Teacher.BatchSize, recipe.Teacher.LearningRate));
        Assert.All(recipe.Students, student => Assert.Equal(0.05, student.LearningRate));
        Assert.Contains(reasons, reason => reason.StartsWith("teacher.learning-rate 0.05: Muon's steps are as long", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_choice_comes_with_a_reason_in_one_line()
    {
        var (_, reasons) = For(Surveys.Of(5000, 10, 32), Surveys.Of(55_000, 0, 32));
        string[] choices = ["image-size", "teacher.network", "teacher.batch-size", "teacher.epochs", "students.0.network", "students.0.epochs", "students.1.network", "students.0.ratio", "students.0.start-from-teacher", "training.optimizer", "training.average-decay", "teacher.learning-rate", "noise.crop-padding", "noise.flip", "pseudo-labels.calibrate", "pseudo-labels.ensemble", "pseudo-labels.test-time-augmentation"];
        Assert.All(choices, choice => Assert.Contains(reasons, reason => reason.StartsWith(choice, StringComparison.Ordinal)));
        Assert.All(reasons, reason => Assert.DoesNotContain('\n', reason));
    }

    [Fact]
    public void What_a_person_sets_is_said_to_be_theirs_and_the_rest_follows_the_image_size()
    {
        var (free, others) = For(Surveys.Of(50, 5, 375), Surveys.Of(4000, 0, 375));
        var (recipe, reasons) = For(Surveys.Of(50, 5, 375), Surveys.Of(4000, 0, 375), "image-size=96", "teacher.network=resnet-8");
        Assert.Equal((96, 12, "resnet-8"), (recipe.ImageSize, recipe.Noise.CropPadding, recipe.Teacher.Network));
        Assert.True(recipe.Students[0].Epochs < free.Students[0].Epochs);
        Assert.Contains("image-size 96: as you set it", reasons);
        Assert.Contains("teacher.network resnet-8: as you set it", reasons);
        Assert.Contains(others, reason => reason.Contains(": it learns fast", StringComparison.Ordinal));
        Assert.DoesNotContain(reasons, reason => reason.Contains(": it learns fast", StringComparison.Ordinal));
    }

    [Fact]
    public void Who_turns_mirrors_off_gets_none_for_the_labels_either()
    {
        TestTimeAugmentation Views(params string[] overrides) =>
            For(Surveys.Of(5000, 10, 32), Surveys.Of(55_000, 0, 32), overrides).Recipe.PseudoLabels.TestTimeAugmentation;
        Assert.Equal(TestTimeAugmentation.Flip, Views());
        Assert.Equal(TestTimeAugmentation.None, Views("noise.flip=false"));
        Assert.Equal(TestTimeAugmentation.None, Views("noise=none"));
        Assert.Equal(TestTimeAugmentation.Flip, Views("noise.flip=false", "pseudo-labels.test-time-augmentation=flip"));
    }

    [Fact]
    public void Trainings_that_see_each_label_often_get_the_papers_noise_and_others_a_weaker()
    {
        Assert.Equal((2, 27), NoiseFor(2000, 48_000));
        Assert.Equal((1, 9), NoiseFor(5000, 45_000));
        Assert.Equal((1, 9), NoiseFor(250, 6000));

        static (int Operations, double Magnitude) NoiseFor(int labeled, int unlabeled)
        {
            var noise = For(Surveys.Of(labeled, 10, 32), Surveys.Of(unlabeled, 0, 32)).Recipe.Noise;
            return (noise.Operations, noise.Magnitude);
        }
    }

    [Theory]
    [InlineData(4, "fast-16", 1)]
    [InlineData(5, "fast-32", 1)]
    [InlineData(15, "fast-32", 1)]
    [InlineData(60, "fast-64", 1)]
    [InlineData(120, "fast-64", 2)]
    public void A_short_budget_gets_a_small_network_and_weak_noise(int minutes, string network, int operations)
    {
        var (recipe, _) = For(Surveys.Of(5000, 10, 32), Surveys.Of(45_000, 0, 32), new RunTime(TimeSpan.FromMinutes(minutes), Pace: 1), []);
        Assert.Equal((32, network, operations), (recipe.ImageSize, recipe.Teacher.Network, recipe.Noise.Operations));
        RecipeChecks.Require(recipe);
    }

    [Fact]
    public void A_fast_machine_in_a_short_time_gets_the_recipe_of_a_slow_one_in_a_long_time()
    {
        Assert.Equal(Students(minutes: 120, pace: 1), Students(minutes: 6, pace: 20));
        Assert.NotEqual(Students(minutes: 6, pace: 1), Students(minutes: 6, pace: 20));

        static IReadOnlyList<StudentSettings> Students(double minutes, double pace) =>
            For(Surveys.Of(5000, 10, 32), Surveys.Of(45_000, 0, 32), new RunTime(TimeSpan.FromMinutes(minutes), pace), []).Recipe.Students;
    }

    [Fact]
    public void A_long_budget_for_few_pictures_is_planned_for_and_not_only_stretched()
    {
        var (recipe, reasons) = For(Surveys.Of(250, 10, 32), Surveys.Of(6000, 0, 32), new RunTime(TimeSpan.FromHours(3), Pace: 1), []);
        Assert.Equal((2, 27), (recipe.Noise.Operations, recipe.Noise.Magnitude));
        Assert.Contains("noise.operations 2: the paper's, as there is time to learn from it", reasons);
        var hourly = For(Surveys.Of(250, 10, 32), Surveys.Of(6000, 0, 32)).Recipe;
        Assert.True(recipe.Students[0].Epochs > 3 * hourly.Students[0].Epochs);
        Assert.Equal(recipe.Teacher.Epochs, hourly.Teacher.Epochs);
    }

    [Fact]
    public void Weeks_of_time_make_no_picture_larger_than_networks_take()
    {
        var (recipe, _) = For(Surveys.Of(5000, 10, 3000), Surveys.Of(45_000, 0, 3000), new RunTime(TimeSpan.FromDays(14), Pace: 1), []);
        Assert.Equal(224, recipe.ImageSize);
        RecipeChecks.Require(recipe);
    }

    [Theory]
    [InlineData(null, null, 16)]
    [InlineData(12, 11, 12)]
    [InlineData(12, 16, 16)]
    [InlineData(9, null, 10)]
    [InlineData(13, null, 16)]
    public void Pictures_of_16_bits_that_use_12_are_read_by_12_and_that_is_said(int? labeled, int? unlabeled, int expected)
    {
        var (recipe, reasons) = For(
            Surveys.Of(500, 10, 32) with { UsedSampleBits = labeled }, Surveys.Of(4500, 0, 32) with { UsedSampleBits = unlabeled });

        Assert.Equal(expected, recipe.SampleBits);
        Assert.Equal(expected < 16, reasons.Any(reason => reason.Contains("`sample-bits=16`", StringComparison.Ordinal)));
    }

    [Fact]
    public void Who_sets_a_whole_part_is_told_no_reasons_for_it()
    {
        var (_, reasons) = For(Surveys.Of(5000, 10, 32), Surveys.Of(45_000, 0, 32), "noise=none");
        Assert.Contains("noise.operations: as you set noise", reasons);
        Assert.DoesNotContain(reasons, reason => reason.Contains("the paper's", StringComparison.Ordinal));
    }

    [Fact]
    public void A_setting_of_a_single_model_is_taken_and_said()
    {
        var (recipe, reasons) = For(Surveys.Of(5000, 10, 32), Surveys.Of(45_000, 0, 32), "teacher.training.optimizer=adamw", "students.1.noise.operations=0");
        Assert.Equal([OptimizerKind.Adamw, OptimizerKind.Muon, OptimizerKind.Muon], Enumerable.Range(0, 3).Select(model => recipe.SectionsOf(model).Training.Optimizer));
        Assert.Equal([1, 1, 0], Enumerable.Range(0, 3).Select(model => recipe.SectionsOf(model).Noise.Operations));
        Assert.Equal(0.1, recipe.SectionsOf(0).Training.WarmUp);
        Assert.Contains("teacher.training.optimizer adamw: as you set it", reasons);
        Assert.Contains("students.1.noise.operations 0: as you set it", reasons);
        Assert.Contains(reasons, reason => reason.StartsWith("training.optimizer muon: ", StringComparison.Ordinal));
    }

    private static (Recipe Recipe, string[] Reasons) For(DatasetSurvey labeled, DatasetSurvey unlabeled, params string[] overrides) => For(labeled, unlabeled, null, overrides);

    private static (Recipe Recipe, string[] Reasons) For(DatasetSurvey labeled, DatasetSurvey unlabeled, RunTime? time, IReadOnlyList<string> overrides)
    {
        var (recipe, reasons) = AutoRecipe.For(labeled, unlabeled, time, overrides);
        return (recipe, [.. reasons.Select(reason => EventText.Of(reason)!)]);
    }
}
