using NoisyStudent.Datasets;
using Xunit;

namespace NoisyStudent.Tests.Datasets;

public sealed class ClassSampleTests
{
    [Theory]
    [InlineData(60, new[] { 500, 500, 500 }, new[] { 20, 20, 20 })]
    [InlineData(60, new[] { 500, 4, 500 }, new[] { 28, 4, 28 })]
    [InlineData(60, new[] { 500, 1, 500 }, new[] { 30, 0, 30 })]
    [InlineData(1000, new[] { 5, 7 }, new[] { 5, 7 })]
    [InlineData(600, new[] { 1, 1 }, new[] { 0, 0 })]
    [InlineData(10, new[] { 30, 30, 30 }, new[] { 5, 5, 0 })]
    public void Each_class_has_as_many_as_can_be(int most, int[] pictures, int[] drawn)
    {
        string[] classes = [.. pictures.SelectMany((count, name) => Enumerable.Repeat($"{name}", count))];
        var sample = ClassSample.Of(classes, most);
        Assert.Equal(sample.Order().Distinct(), sample);
        Assert.Equal(drawn, Enumerable.Range(0, pictures.Length).Select(name => sample.Count(each => classes[each] == $"{name}")));
    }

    [Fact]
    public void Of_a_thousand_classes_some_are_drawn_with_ten_pictures_each()
    {
        string[] classes = [.. Enumerable.Range(0, 13_000).Select(picture => $"{picture % 1000}")];
        var sample = ClassSample.Of(classes, 600);
        Assert.Equal(600, sample.Length);
        Assert.All(sample.GroupBy(each => classes[each]), group => Assert.Equal(10, group.Count()));
    }

    [Fact]
    public void Pictures_without_a_class_are_never_drawn() => Assert.Equal([1, 3], ClassSample.Of([null, "a", null, "a"], 10));
}
