using NoisyStudent.Cli.Demo;
using Xunit;

namespace NoisyStudent.Tests.Demo;

public sealed class DemoPicturesTests : IDisposable
{
    private static readonly DemoPictureOptions _few = new() { LabeledPerClass = 2, Unlabeled = 15, TestPerClass = 3 };

    private readonly string _folder = Directory.CreateTempSubdirectory("demo-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_set_is_folders_of_classes_and_one_without()
    {
        Draw("a", _few);
        Assert.Equal(DemoShapes.Names, Names(Directory.GetDirectories(In("a", "labeled"))));
        Assert.Equal(DemoShapes.Names, Names(Directory.GetDirectories(In("a", "test"))));
        Assert.All(DemoShapes.Names, name => Assert.Equal(2, Directory.GetFiles(In("a", "labeled", name)).Length));
        Assert.All(DemoShapes.Names, name => Assert.Equal(3, Directory.GetFiles(In("a", "test", name)).Length));
        Assert.Equal(Enumerable.Range(0, 15).Select(number => $"{number:D5}.png"), Names(Directory.GetFiles(In("a", "unlabeled"))));
    }

    [Fact]
    public void The_same_seed_draws_the_same_bytes()
    {
        Draw("a", _few);
        Draw("b", _few);
        Assert.Equal(Files("a"), Files("b"));
    }

    [Fact]
    public void Another_seed_draws_other_pictures()
    {
        Draw("a", _few);
        Draw("b", _few with { Seed = 2 });
        Assert.Empty(Files("a").Values.Intersect(Files("b").Values));
    }

    [Fact]
    public void No_picture_is_drawn_twice()
    {
        Draw("a", _few);
        Assert.Equal(Files("a").Count, Files("a").Values.Distinct().Count());
    }

    [Fact]
    public void A_larger_set_begins_with_the_smaller_one()
    {
        Draw("a", _few);
        Draw("b", new() { LabeledPerClass = 3, Unlabeled = 20, TestPerClass = 4 });
        Assert.Subset(Files("b").ToHashSet(), Files("a").ToHashSet());
    }

    [Fact]
    public void A_set_may_be_drawn_over_itself()
    {
        Draw("a", _few with { Seed = 2 });
        Draw("a", _few);
        Draw("b", _few);
        Assert.Equal(Files("a"), Files("b"));
    }

    [Fact]
    public void Pictures_that_are_not_of_the_set_are_not_mixed_with_it()
    {
        Draw("a", _few);
        var exception = Assert.Throws<NoisyStudentException>(() => Draw("a", _few with { Unlabeled = 14 }));
        Assert.StartsWith($"{In("a", "unlabeled", "00014.png")}: this file is not of the picture set", exception.Message);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        File.WriteAllText(In("a"), "a file");
        var exception = Assert.Throws<NoisyStudentException>(() => Draw("a", _few));
        Assert.StartsWith($"The pictures cannot be drawn into '{In("a")}': ", exception.Message);
    }

    [Fact]
    public void Drawing_stops_when_it_is_cancelled() =>
        Assert.Throws<OperationCanceledException>(
            () => DemoPictures.Draw(In("a"), _few, progress: null, new CancellationToken(canceled: true)));

    [Fact]
    public void Progress_counts_every_picture()
    {
        var counts = new CountList();
        DemoPictures.Draw(In("a"), _few, counts, TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(1, 65), counts.Counts.Order());
    }

    private static IEnumerable<string> Names(IEnumerable<string> paths) => paths.Select(path => Path.GetFileName(path)).Order();

    private void Draw(string name, DemoPictureOptions options) =>
        DemoPictures.Draw(In(name), options, cancellation: TestContext.Current.CancellationToken);

    private string In(params string[] names) => Path.Combine([_folder, .. names]);

    private SortedDictionary<string, string> Files(string name) => new(
        Directory.GetFiles(In(name), "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(In(name), file),
            file => Convert.ToHexString(File.ReadAllBytes(file))));

    private sealed class CountList : IProgress<int>
    {
        public List<int> Counts { get; } = [];

        public void Report(int value)
        {
            lock (Counts)
            {
                Counts.Add(value);
            }
        }
    }
}
