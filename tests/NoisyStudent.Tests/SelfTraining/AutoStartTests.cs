using NoisyStudent.Datasets;
using NoisyStudent.Networks;
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

    [Fact]
    public void Models_have_the_network_and_the_image_size_of_a_teacher_that_is_given()
    {
        Execute(_pictures.Request("students=[]", "teacher.epochs=0", "image-size=72") with { Recipe = RecipeCatalog.Auto, Budget = TimeSpan.FromMinutes(1) });
        var given = _pictures.Request("students.0.epochs=0.2", "students.1.epochs=0.2") with { Recipe = RecipeCatalog.Auto };
        foreach (var teacher in (string[])[_pictures.Run, _pictures.In("run", "iteration-0", "model.safetensors")])
        {
            var observer = Execute(given with { Teacher = teacher, Output = _pictures.In(Path.GetFileName(teacher) + "-students") });
            Assert.All(observer.Models, model => Assert.Equal("resnet-18-mlnet", model.Network));
            Assert.Equal(3, observer.Models.Count);
            Assert.Contains("image-size 72: that of the model that you give", observer.Notes);
            Assert.DoesNotContain(observer.Stages, stage => stage.Contains("compare what models could start from", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_model_that_is_given_to_start_from_decides_them_too()
    {
        Execute(_pictures.Request("students=[]", "teacher.epochs=1", "image-size=16", "teacher.network=fast-16") with { Recipe = RecipeCatalog.Auto });
        var observer = Execute(_pictures.Request("teacher.epochs=1", "students.0.epochs=1", "students.1.epochs=1") with
        {
            Recipe = RecipeCatalog.Auto,
            Init = _pictures.In("run", "iteration-0", "model.safetensors"),
            Output = _pictures.In("second"),
        });
        Assert.Equal(["fast-16", "fast-16", "fast-16"], observer.Models.Select(model => model.Network));
        Assert.Contains("image-size 16: that of the model that you give", observer.Notes);
        Assert.Contains("teacher.network fast-16: that of the model that you give", observer.Notes);
    }

    [Fact]
    public void Weights_that_do_not_say_whose_they_are_want_a_network()
    {
        using (var network = NetworkCatalog.Create("resnet-18", new(7, 96), ModelNoise.None))
        {
            SafetensorsFile.Write(_pictures.In("published.safetensors"), network.state_dict(), new Dictionary<string, string>());
        }

        var request = _pictures.Request("teacher.epochs=0", "students=[]") with { Recipe = RecipeCatalog.Auto, Init = _pictures.In("published.safetensors"), Budget = TimeSpan.FromMinutes(1) };
        Assert.StartsWith($"{request.Init} does not say which network its weights are of: give `teacher.network`", Assert.Throws<NoisyStudentException>(() => Execute(request)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_pictures.Run));
        Assert.Equal("resnet-18", Assert.Single(Execute(request with { Overrides = [.. request.Overrides, "teacher.network=resnet-18"] }).Models).Network);
    }

    [Fact]
    public void What_an_earlier_call_found_out_does_not_decide_a_run_that_began_otherwise()
    {
        Directory.CreateDirectory(_pictures.Run);
        File.WriteAllText(_pictures.In("run", "start.json"), """{ "init": "imagenet", "network": "resnet-18-mlnet", "reason": "x" }""");
        Execute(_pictures.Request("teacher.epochs=1", "students=[]") with { Recipe = RecipeCatalog.Auto, Init = "random" });
        Assert.False(File.Exists(_pictures.In("run", "start.json")));
        Assert.StartsWith("fast-", Assert.Single(RunResults.Read(_pictures.In("run", "results.json")).Models).Network, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_that_is_larger_than_its_student_is_refused_whatever_the_recipe_says_of_one()
    {
        Execute(_pictures.Request("students=[]", "teacher.network=resnet-14"));
        var teacher = _pictures.In("run", "iteration-0", "model.safetensors");
        var request = _pictures.Request("students.0.network=resnet-8", "image-size=8") with { Teacher = teacher, Output = _pictures.In("second") };
        Assert.StartsWith($"students.0.network is resnet-8, smaller than resnet-14, the network of the teacher {teacher}", Assert.Throws<NoisyStudentException>(() => Execute(request)).Message, StringComparison.Ordinal);
        var observer = Execute(request with { Overrides = [.. request.Overrides, "allow-smaller=true"] });
        Assert.Contains(observer.Notes, note => note.StartsWith($"the teacher {teacher} has learned from pictures of 12x12 pixels, and gets those of 8x8", StringComparison.Ordinal));
    }

    private static RecordingObserver Execute(RunRequest request) => RecordingObserver.Of(request);
}
