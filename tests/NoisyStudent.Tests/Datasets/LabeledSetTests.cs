using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class LabeledSetTests
{
    [Theory]
    [InlineData(0.1, 100, 10)]
    [InlineData(0.1, 14, 1)]
    [InlineData(0.1, 15, 2)]
    [InlineData(0.1, 2, 1)]
    [InlineData(0.9, 2, 1)]
    [InlineData(0.99, 10, 9)]
    [InlineData(0.5, 1, 0)]
    [InlineData(0, 100, 0)]
    public void Each_class_gives_its_share_but_at_least_one_and_never_all(double fraction, int size, int heldOut)
    {
        var (training, validation) = Make(size, 40, size).Split(fraction, seed: 7);

        foreach (var label in new[] { 0, 2 })
        {
            Assert.Equal(heldOut, validation.Labels.Count(other => other == label));
            Assert.Equal(size - heldOut, training.Labels.Count(other => other == label));
        }
    }

    [Fact]
    public void Both_parts_together_are_the_set_in_its_order()
    {
        var set = Make(30, 20, 10);

        var (training, validation) = set.Split(0.3, seed: 1);

        Assert.Equal(set.Images.Names, training.Images.Names.Concat(validation.Images.Names).Order(StringComparer.Ordinal));
        Assert.Equal(training.Images.Names.Order(StringComparer.Ordinal), training.Images.Names);
        Assert.Equal(set.Classes, validation.Classes);
        for (var index = 0; index < validation.Images.Count; index++)
        {
            Assert.StartsWith($"{validation.Labels[index]}/", validation.Images.Names[index], StringComparison.Ordinal);
            Assert.Equal(set.Images.Names.ToList().IndexOf(validation.Images.Names[index]), validation.Images.Pixels(index)[0]);
        }
    }

    [Fact]
    public void The_split_is_a_function_of_the_seed()
    {
        var set = Make(50, 50);

        Assert.Equal(set.Split(0.2, 1).Validation.Images.Names, set.Split(0.2, 1).Validation.Images.Names);
        Assert.NotEqual(set.Split(0.2, 1).Validation.Images.Names, set.Split(0.2, 2).Validation.Images.Names);
    }

    [Fact]
    public void The_split_of_a_class_does_not_depend_on_the_other_classes() => Assert.Equal(
        Make(50, 10).Split(0.2, 1).Validation.Images.Names.Where(name => name.StartsWith('0')),
        Make(50, 30).Split(0.2, 1).Validation.Images.Names.Where(name => name.StartsWith('0')));

    [Fact]
    public void A_share_outside_0_to_1_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(2, 2).Split(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(2, 2).Split(-0.1, 1));
    }

    [Fact]
    public void A_subset_shares_the_pixels()
    {
        var images = Make(3, 3).Images;

        var subset = images.Subset([4, 0, 4]);

        Assert.Equal([images.Names[4], images.Names[0], images.Names[4]], subset.Names);
        Assert.True(subset.Pixels(0) == images.Pixels(4));
        Assert.True(subset.Pixels(2) == images.Pixels(4));
    }

    [Fact]
    public void A_set_takes_the_numbers_of_more_classes_and_says_which_it_lacks()
    {
        var set = new LabeledSet("/test", Make(2, 1).Images, ["b", "g"], [0, 0, 1]);
        Assert.Null(set.DescribeLacking());
        var renumbered = set.InClasses(["a", "b", "c", "d", "e", "f", "g", "h", "i"], "the labeled set /labeled");
        Assert.Equal([1, 1, 6], renumbered.Labels);
        Assert.Equal(
            "/test has no picture of 7 of the 9 classes: 'a', 'c', 'd', 'e', 'f' and 2 more; its figures are of the others", renumbered.DescribeLacking());
    }

    // Picture i has pixels of value i.
    private static LabeledSet Make(params int[] sizes)
    {
        var labels = sizes.SelectMany((size, label) => Enumerable.Repeat(label, size)).ToArray();
        var images = new ImageSet(
            1,
            [.. labels.Select((label, index) => $"{label}/{index:000}")],
            labels.Select((_, index) => new[] { (byte)index, (byte)0, (byte)0 }));
        return new LabeledSet("/set", images, [.. sizes.Select((_, label) => $"{label}")], labels);
    }
}
