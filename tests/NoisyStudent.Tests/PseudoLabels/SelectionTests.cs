using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using Xunit;

namespace NoisyStudent.Tests.PseudoLabels;

public sealed class SelectionTests : IDisposable
{
    /// <summary>Class 0 with confidences 0.9, 0.8, 0.7, 0.6 and 0.95 (images 0 to 4), class 1 with 0.99 (image 5), of two classes.</summary>
    private static readonly Predictions _answers = Binary(0.1f, 0.2f, 0.3f, 0.4f, 0.05f, 0.99f);

    private readonly LabelsFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_confident_majority_class_is_cut_to_its_most_confident_K_and_a_small_one_copied_until_it_has_K()
    {
        var selection = Select(_answers, new PseudoLabelSettings { PerClass = 3 });
        Assert.Equal([1, 1, 0, 0, 1, 3], selection.Copies);
        Assert.Equal([0, 1, 4, 5, 5, 5], selection.Images);
        Assert.Equal([(5, 3, 3), (1, 1, 3)], Numbers(selection));
    }

    [Fact]
    public void K_is_the_mean_over_the_classes_unless_it_is_given() =>
        Assert.Equal([1, 1, 0, 0, 1, 3], Select(_answers, new PseudoLabelSettings()).Copies);

    [Fact]
    public void Images_under_the_threshold_are_dropped()
    {
        var selection = Select(_answers, new PseudoLabelSettings { Threshold = 0.75, Balance = false });
        Assert.Equal([1, 1, 0, 0, 1, 1], selection.Copies);
        Assert.Equal([(5, 3, 3), (1, 1, 1)], Numbers(selection));
    }

    [Fact]
    public void Without_balance_every_image_is_taken_once() =>
        Assert.Equal([1, 1, 1, 1, 1, 1], Select(_answers, new PseudoLabelSettings { Balance = false }).Copies);

    [Fact]
    public void Without_balance_a_class_is_cut_to_K_too() =>
        Assert.Equal([1, 1, 0, 0, 1, 1], Select(_answers, new PseudoLabelSettings { Balance = false, PerClass = 3 }).Copies);

    /// <summary>Of class 0, ceil(0.6 * 5) = 3 remain; of class 1, ceil(0.6 * 1) = 1.</summary>
    [Fact]
    public void A_quantile_drops_the_least_confident_fraction_of_each_class() =>
        Assert.Equal([1, 1, 0, 0, 1, 1], Select(_answers, new PseudoLabelSettings { Balance = false, ClassQuantile = 0.4 }).Copies);

    /// <summary>9 of 10 remain, though 0.9 * 10 is a little more in binary fractions; and in 0.7 * 10 a little less.</summary>
    [Theory]
    [InlineData(0.1, 9)]
    [InlineData(0.3, 7)]
    [InlineData(0.95, 1)]
    public void A_quantile_is_the_decimal_number_that_was_written(double quantile, int remaining) => Assert.Equal(
        remaining, Select(Binary([.. Enumerable.Repeat(0.9f, 10)]), new PseudoLabelSettings { Balance = false, ClassQuantile = quantile }).Copies.Sum());

    [Fact]
    public void Of_equally_confident_images_those_come_first_whose_names_do() =>
        Assert.Equal([1, 1, 0, 0], Select(Binary(0.9f, 0.9f, 0.9f, 0.9f), new PseudoLabelSettings { Balance = false, PerClass = 2 }).Copies);

    [Fact]
    public void Two_images_of_one_name_are_refused()
    {
        Select(_answers, new PseudoLabelSettings());
        Assert.Contains(
            "have the name 1.png", Assert.Throws<NoisyStudentException>(() => Selection.Read(_folder.Output, ["1.png", "1.png"], [])).Message, StringComparison.Ordinal);
        Assert.Contains("not in the set", Assert.Throws<NoisyStudentException>(() => Selection.Read(_folder.Output, ["1.png"], [])).Message, StringComparison.Ordinal);
    }

    /// <summary>200 images of class 1 and K = 500: each gets 2 copies, and one more with probability 1/2.</summary>
    [Fact]
    public void Images_of_a_small_class_get_floor_K_over_n_copies_and_one_more_with_the_fraction()
    {
        var answers = Binary([.. Enumerable.Repeat(0.9f, 200)]);
        var copies = Select(answers, new PseudoLabelSettings { PerClass = 500 }).Copies;
        Assert.All(copies, count => Assert.InRange(count, 2, 3));
        Assert.InRange(copies.Sum(), 500 - 22, 500 + 22);
        Assert.Equal(copies, Select(answers, new PseudoLabelSettings { PerClass = 500 }).Copies);
        Assert.NotEqual(copies, Select(answers, new PseudoLabelSettings { PerClass = 500 }, seed: 2).Copies);
    }

    [Fact]
    public void A_class_that_the_teacher_never_chose_stays_empty()
    {
        var selection = Select(Binary(0.9f, 0.8f), new PseudoLabelSettings { PerClass = 4 });
        Assert.Equal(new ClassSelection(0, 0, 0, null), selection.Classes[0]);
    }

    /// <summary>Six images, of which five sixths are to be of class 0 and one sixth of class 1: as they are. Towards halves, 3 and 3.</summary>
    [Fact]
    public void Classes_keep_the_shares_that_they_have_among_the_labeled_images_where_that_is_wanted()
    {
        Assert.Equal([1, 1, 1, 1, 1, 1], SelectTowards(50, 10).Copies);
        Assert.Equal([(5, 4, 4), (1, 1, 2)], Numbers(SelectTowards(2, 1)));

        // At least one picture of each class.
        Assert.Equal([(5, 1, 1), (1, 1, 6)], Numbers(SelectTowards(1, 1000)));

        // K is the mean: 6 and 2 of 8.
        Assert.Equal([(5, 5, 6), (1, 1, 2)], Numbers(Select(_answers, new PseudoLabelSettings { PerClass = 4, BalanceTowards = ClassShares.Labeled }, labeled: [3, 1])));
        Assert.Equal(Select(_answers, new PseudoLabelSettings { Balance = false }).Copies, Select(_answers, new PseudoLabelSettings { Balance = false, BalanceTowards = ClassShares.Labeled }, labeled: [3, 1]).Copies);

        Selection SelectTowards(long zero, long one) => Select(_answers, new PseudoLabelSettings { BalanceTowards = ClassShares.Labeled }, labeled: [zero, one]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7_919)]
    public void Equal_shares_among_the_labeled_images_give_the_same_file(long labeled)
    {
        Select(_answers, new PseudoLabelSettings());
        var towardsEqual = File.ReadAllBytes(_folder.Output);
        Select(_answers, new PseudoLabelSettings { BalanceTowards = ClassShares.Labeled }, labeled: [labeled, labeled]);
        Assert.Equal(towardsEqual, File.ReadAllBytes(_folder.Output));
        foreach (var count in Enumerable.Range(1, 2000))
        {
            Assert.Equal(
                SelectionPlan.For([count, 0, 3, 1], new PseudoLabelSettings { ClassQuantile = 0.3 }),
                SelectionPlan.For([count, 0, 3, 1], new PseudoLabelSettings { ClassQuantile = 0.3 }, [labeled, labeled, labeled, labeled]));
        }
    }

    [Fact]
    public void A_class_without_labeled_images_has_no_share()
    {
        var settings = new PseudoLabelSettings { BalanceTowards = ClassShares.Labeled };
        Assert.Contains("no labeled pictures of it", Assert.Throws<NoisyStudentException>(() => Select(_answers, settings, labeled: [3])).Message, StringComparison.Ordinal);
        Assert.Contains("say which these are", Assert.Throws<NoisyStudentException>(() => Select(_answers, settings)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<(long, long, long)> Numbers(Selection selection) => selection.Classes.Select(each => (each.Seen, each.Kept, each.Copies));

    /// <summary>By way of the files, as training does it.</summary>
    private Selection Select(Predictions answers, PseudoLabelSettings settings, long seed = 1, long[]? labeled = null)
    {
        string[] classes = ["zero", "one"];
        string[] files = [.. Enumerable.Range(0, answers.Count).Select(image => $"{image}.png")];
        PseudoLabelFiles.WritePart(PseudoLabelFiles.PartFile(_folder.Labels, default), files, answers, classes);
        var summary = new PseudoLabelSelection(_folder.Request(settings) with
        {
            Seed = seed,
            Classes = classes,
            LabeledImages = labeled is null ? null : classes.Zip(labeled).ToDictionary(each => each.First, each => each.Second),
        }).Execute();
        return Selection.Read(_folder.Output, files, [.. summary.Classes.Values]);
    }

    /// <summary>Probabilities of class 1.</summary>
    private static Predictions Binary(params float[] ones) => new([.. ones.SelectMany(one => new[] { 1 - one, one })], 2);
}
