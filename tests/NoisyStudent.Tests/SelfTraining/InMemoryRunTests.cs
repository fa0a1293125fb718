using NoisyStudent.Datasets;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Runs;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining;

/// <summary>Whoever has sets and a recipe in memory needs no files.</summary>
[Collection(TorchCollection.Name)]
public sealed class InMemoryRunTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    public void Sets_and_a_recipe_in_memory_train_the_same_models_as_the_same_in_files(int imageSize)
    {
        string[] overrides = [$"image-size={imageSize}", "students.0.epochs=1", "students.1.epochs=1"];
        Execute(_pictures.Request(overrides));
        using var labeled = Labeled("labeled");
        using var unlabeled = DatasetReader.ReadUnlabeled(_pictures.In("unlabeled"), Settings("unlabeled"));
        using var test = Labeled("test");
        var request = _pictures.Request(overrides) with
        {
            Labeled = labeled,
            Unlabeled = unlabeled,
            Test = test,
            Recipe = RecipeCatalog.Read(_pictures.Request().Recipe.Name),
            Output = _pictures.In("memory"),
        };
        Execute(request);

        Assert.Equal(Models("run"), Models("memory"));
        Assert.Equal(
            RunResults.Read(_pictures.In("run", "results.json")).Models.Select(model => (model.Key, model.Test)), RunResults.Read(_pictures.In("memory", "results.json")).Models.Select(model => (model.Key, model.Test)));

        // The sets are still their giver's, and the run goes on with them.
        Assert.Equal(12, labeled.Images.Picture(0).Width);
        Assert.DoesNotContain(Execute(request).Stages, stage => stage.Contains("train ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_recipe_is_made_for_sets_in_memory_too()
    {
        using var labeled = Labeled("labeled");
        using var unlabeled = DatasetReader.ReadUnlabeled(_pictures.In("unlabeled"), Settings("unlabeled"));
        var observer = Execute(_pictures.Request("teacher.epochs=1", "students=[]") with { Labeled = labeled, Unlabeled = unlabeled, Test = null, Recipe = RecipeCatalog.Auto, Init = "random" });
        Assert.Contains(observer.Notes, note => note.StartsWith("image-size 16: pictures are typically 12x12", StringComparison.Ordinal));
    }

    [Fact]
    public void A_set_in_memory_of_one_class_is_refused()
    {
        using var labeled = Labeled("labeled");
        var dark = labeled.Subset([.. Enumerable.Range(0, labeled.Images.Count).Where(each => labeled.Labels[each] == 1)]);
        Assert.Contains("class", Assert.Throws<NoisyStudentException>(() => Execute(_pictures.Request() with { Labeled = dark })).Message, StringComparison.Ordinal);
    }

    private static RecordingObserver Execute(RunRequest request) => RecordingObserver.Of(request);

    private LabeledSet Labeled(string set) => DatasetReader.ReadLabeled(_pictures.In(set), Settings(set));

    private static ReadingSettings Settings(string set) => new() { ImageSize = 12, Set = set };

    private string[] Models(string run) => [.. Enumerable.Range(0, 3).Select(iteration => WholeFile.HashOf(_pictures.In(run, $"iteration-{iteration}", "model.safetensors")))];
}
