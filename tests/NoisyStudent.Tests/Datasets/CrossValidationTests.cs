using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class CrossValidationTests
{
    [Theory]
    [InlineData(8, 2, 3)]
    [InlineData(10, 5, 3)]
    [InlineData(2, 8, 5)]
    [InlineData(60, 2, 5)]
    public void No_fold_is_empty_and_each_has_as_many_of_each_class_as_can_be(int classes, int ofEach, int count)
    {
        var labels = Labels(classes, ofEach);
        var folds = CrossValidation.FoldsOf(labels, count, 1, RandomUse.Folds);
        Assert.Equal(Enumerable.Range(0, count), folds.Distinct().Order());
        foreach (var group in folds.Index().GroupBy(each => labels[each.Index], each => each.Item))
        {
            Assert.All(group.CountBy(fold => fold), fold => Assert.InRange(fold.Value, ofEach / count, (ofEach + count - 1) / count));
        }
    }

    [Fact]
    public void Where_fewer_are_divided_each_class_leaves_out_as_large_a_part()
    {
        var labels = Labels(4, 30);
        var folds = CrossValidation.FoldsOf(labels, 3, 1, RandomUse.Folds, most: 60);
        Assert.All(folds.Index().GroupBy(each => labels[each.Index], each => each.Item), group => Assert.Equal(15, group.Count(fold => fold == -1)));
        Assert.All(Enumerable.Range(0, 3), fold => Assert.Equal(20, folds.Count(each => each == fold)));
    }

    [Fact]
    public void Folds_are_a_function_of_the_seed_and_the_use()
    {
        var labels = Labels(4, 30);
        var folds = CrossValidation.FoldsOf(labels, 3, 1, RandomUse.Folds);
        Assert.Equal(folds, CrossValidation.FoldsOf(labels, 3, 1, RandomUse.Folds));
        Assert.NotEqual(folds, CrossValidation.FoldsOf(labels, 3, 2, RandomUse.Folds));
        Assert.NotEqual(folds, CrossValidation.FoldsOf(labels, 3, 1, RandomUse.StartFolds));
    }

    private static int[] Labels(int classes, int ofEach) => [.. Enumerable.Range(0, classes * ofEach).Select(picture => picture % classes)];
}
