using NoisyStudent.Datasets;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Runs;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.SelfTraining;

[Collection(TorchCollection.Name)]
public sealed class AutoStartTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public void What_was_found_out_decides_the_recipe_and_is_kept_for_who_goes_on()
    {
        // No training at all, so that random weights could not do it.
        var request = _pictures.Request("students=[]", "teacher.epochs=0") with { Recipe = RecipeCatalog.Auto, Budget = TimeSpan.FromMinutes(1) };
        var observer = Execute(request);
        Assert.Contains(observer.Notes, note => note.StartsWith("teacher.init imagenet: what you set suits no random weights", StringComparison.Ordinal));
        Assert.Equal("resnet-18-mlnet", Assert.Single(RunResults.Read(_pictures.In("run", "results.json")).Models).Network);
        Assert.Contains("\"init\": \"imagenet\"", File.ReadAllText(_pictures.In("run", "start.json")), StringComparison.Ordinal);

        var again = Execute(request);
        Assert.DoesNotContain(again.Stages, stage => stage.Contains("compare what models could start from", StringComparison.Ordinal));
        Assert.Contains(again.Notes, note => note.StartsWith("teacher.init imagenet: what you set suits no random weights", StringComparison.Ordinal));

        File.WriteAllText(_pictures.In("run", "start.json"), "{\"init\": \"imagenet\", \"reason\": \"x\"}");
        Assert.Contains("start.json cannot be read or is damaged", Assert.Throws<NoisyStudentException>(() => Execute(request)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("less than a minute leaves no time")]
    [InlineData(null, "teacher.network=fast-16", "students.0.network=fast-16")]
    public void Nothing_is_compared_where_a_person_wants_a_network_or_there_is_no_time(string? reason, params string[] networks)
    {
        var request = _pictures.Request(networks) with { Recipe = RecipeCatalog.Auto };
        var input = new AutoInput(
            DatasetSurvey.OfLabeled(_pictures.In("labeled"), TestContext.Current.CancellationToken), DatasetSurvey.OfUnlabeled(_pictures.In("unlabeled"), TestContext.Current.CancellationToken),
            new RunTime(TimeSpan.FromSeconds(59), 1), request.Overrides);
        var observer = new RecordingObserver();
        var start = new StartSearch(request, new RunFolder(_pictures.Run), input, torch.CPU, observer).Find(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(observer.Stages, stage => stage.Contains("compare what models could start from", StringComparison.Ordinal));
        Assert.Equal((reason is not null, null), (start is not null, start?.Init));
        Assert.StartsWith(reason ?? "", start?.Reason ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void One_picture_of_each_class_says_nothing_of_what_is_better_and_what_is_known_stays()
    {
        _pictures.KeepOneOfEachClass();
        var observer = Execute(_pictures.Request("teacher.epochs=1", "students=[]") with { Recipe = RecipeCatalog.Auto });
        Assert.Contains(observer.Notes, note => note.StartsWith("teacher.init imagenet: there are too few labeled pictures of each class", StringComparison.Ordinal));
        Assert.Single(observer.Models);
    }

    [Theory]
    [InlineData("stored-size=40", "what you set does not suit imagenet: ")]
    [InlineData("teacher.init=random", null)]
    [InlineData("teacher.init=null", null)]
    public void Who_sets_what_only_random_weights_can_do_gets_them(string change, string? reason)
    {
        var observer = Execute(_pictures.Request(change, "teacher.epochs=1", "students=[]") with { Recipe = RecipeCatalog.Auto });
        Assert.StartsWith("fast-", Assert.Single(observer.Models).Network, StringComparison.Ordinal);
        Assert.Equal(reason is not null, observer.Notes.Any(note => note.StartsWith($"teacher.init random: {reason}", StringComparison.Ordinal)));
    }

    private static RecordingObserver Execute(RunRequest request) => RecordingObserver.Of(request);
}
