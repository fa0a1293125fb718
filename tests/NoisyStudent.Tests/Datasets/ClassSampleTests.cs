using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Tests.Images;
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
    public void A_rare_class_is_in_what_is_read_of_a_set()
    {
        using var folder = new TemporaryFolder();
        foreach (var number in Enumerable.Range(0, 60))
        {
            var kind = Directory.CreateDirectory(Path.Combine(folder.Path, number % 20 == 0 ? "rare" : "usual"));
            new RgbImage(2, 2, new byte[12]).SavePng(Path.Combine(kind.FullName, $"{number}.png"));
        }

        using var read = DatasetReader.ReadLabeled(folder.Path, new ReadingSettings { ImageSize = 4, Set = "labeled", Most = 20 }, TestContext.Current.CancellationToken);
        Assert.Equal([3, 17], read.CountByClass());
    }

    [Fact]
    public void Pictures_without_a_class_are_never_drawn() => Assert.Equal([1, 3], ClassSample.Of([null, "a", null, "a"], 10));
}
