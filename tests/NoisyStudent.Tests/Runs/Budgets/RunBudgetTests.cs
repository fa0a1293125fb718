using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using NoisyStudent.Recipes;
using NoisyStudent.Runs;
using NoisyStudent.Runs.Budgets;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.SelfTraining;
using NoisyStudent.Torch;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Runs.Budgets;

[Collection(TorchCollection.Name)]
public sealed class RunBudgetTests : IDisposable
{
    private static readonly TimeSpan _budget = TimeSpan.FromSeconds(5);

    private readonly PictureFolders _pictures = new();
    private readonly int _threads;

    /// <summary>On one thread: several wait actively for each other, and beside other tests a budget of seconds is gone before they have met.</summary>
    public RunBudgetTests()
    {
        TorchRuntime.Load();
        _threads = torch.get_num_threads();
        torch.set_num_threads(1);
    }

    public void Dispose()
    {
        torch.set_num_threads(_threads);
        _pictures.Dispose();
    }

    [Fact]
    public void A_run_with_a_budget_can_be_repeated_to_the_bit_by_the_recipe_that_was_fitted()
    {
        var observer = Execute(_pictures.Request("students.0.training.optimizer=adamw", "students.0.noise.operations=0") with { Budget = _budget });
        Assert.Contains(observer.Notes, note => note.StartsWith("budget: ", StringComparison.Ordinal) && note.EndsWith(" of 5.0 s used", StringComparison.Ordinal));
        var fitted = RecipeCatalog.Read(_pictures.In("run", "recipe.yaml"));
        Assert.NotEqual(4, fitted.Teacher.Epochs);
        Assert.Equal(fitted.Teacher.Epochs, TrainedEpochs(fitted), 0.5);

        Execute(_pictures.Request() with { Recipe = _pictures.In("run", "recipe.yaml"), Output = _pictures.In("again") });
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(Model("run", i), Model("again", i)));

        // The fitted recipe needs no budget to go on either.
        Execute(_pictures.Request() with { Recipe = _pictures.In("run", "recipe.yaml") });

        double TrainedEpochs(Recipe recipe) => RunResults.Read(_pictures.In("run", "results.json")).Models[0].TrainingImages / 10.0;
    }

    [Theory]
    [InlineData("teacher: train")]
    [InlineData("student 2: train")]
    public void An_interrupted_run_goes_on_with_what_was_fitted_to_it(string where)
    {
        var request = _pictures.Request() with { Budget = _budget };
        var interrupted = new RecordingObserver { InterruptAt = where };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, interrupted).Execute(interrupted.Interrupt));

        // What is used up is written down once more; clocks of file systems tick slowly.
        Assert.True(File.GetLastWriteTimeUtc(_pictures.In("run", "budget.json")) > interrupted.Interrupted - TimeSpan.FromMilliseconds(20));

        var begun = RecipeCatalog.Read(_pictures.In("run", "recipe.yaml"));
        Execute(request);
        var ended = RecipeCatalog.Read(_pictures.In("run", "recipe.yaml"));
        Assert.Equal(begun.Teacher, ended.Teacher);
        Assert.Equal(where == "student 2: train", begun.Students.SequenceEqual(ended.Students));

        // A run that is finished takes nothing any more.
        var spent = Spent();
        Execute(request);
        Assert.Equal(spent, Spent());
    }

    [Fact]
    public void However_often_a_run_is_interrupted_its_models_get_a_tenth_at_least_of_what_they_were_to_get()
    {
        Thoroughness.SkipUnlessAsked();
        var request = _pictures.Request() with { Budget = _budget };
        Interrupt();
        var budget = JsonNode.Parse(File.ReadAllText(_pictures.In("run", "budget.json")))!;
        budget["spent"] = 1000;
        File.WriteAllText(_pictures.In("run", "budget.json"), budget.ToJsonString());
        Interrupt();
        Interrupt();

        var least = 2 * (double)budget["factor"]! / 10;
        Assert.All(RecipeCatalog.Read(_pictures.In("run", "recipe.yaml")).Students, student => Assert.Equal(least, student.Epochs, 0.01));

        void Interrupt()
        {
            var interrupted = new RecordingObserver { InterruptAt = "student 1: pseudo-labels" };
            Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, interrupted).Execute(interrupted.Interrupt));
        }
    }

    [Fact]
    public void A_recipe_that_is_fitted_twice_before_the_first_training_began_with_both_factors()
    {
        var asked = RecipeCatalog.Read(_pictures.Request().Recipe.Name);
        Directory.CreateDirectory(_pictures.Run);
        Budget().Fitted(0.5);
        Budget().Fitted(0.8);
        Assert.Equal(4 * 0.5 * 0.8, Budget().Begun!.Teacher.Epochs, 1e-9);

        RunBudget Budget() => RunBudget.Of(new RunFolder(_pictures.Run), _budget, null, asked, new Stopwatch()).Budget!;
    }

    /// <summary>Settings that there were not when the run began have the meaning of then.</summary>
    [Fact]
    public void A_run_with_a_budget_of_before_goes_on()
    {
        var asked = RecipeCatalog.Read(_pictures.Request().Recipe.Name);
        var settings = RecipeYaml.Flatten(asked with { Name = "", Description = "", Evaluation = new() })
            .Where(setting => !setting.Key.EndsWith("fine-tuning", StringComparison.Ordinal) && !setting.Key.StartsWith("fine-tuning.", StringComparison.Ordinal))
            .Where(setting => setting.Key != "split-seed" && setting.Value != "null")
            .Append(new("teacher.fine-tuning.epochs", "0")).Append(new("teacher.fine-tuning.image-size", "null")).ToDictionary();
        Directory.CreateDirectory(_pictures.Run);
        File.WriteAllText(_pictures.In("run", "budget.json"), JsonSerializer.Serialize(new { seconds = 5, spent = 0, asked = settings }));

        Assert.NotNull(Of(asked).Budget);
        var refusal = Assert.Throws<NoisyStudentException>(() => Of(asked with { SplitSeed = 2 })).Message;
        Assert.Contains("holds a run with other settings: split-seed (null there, 2 now).", refusal, StringComparison.Ordinal);

        (RunBudget? Budget, Recipe Recipe) Of(Recipe recipe) => RunBudget.Of(new RunFolder(_pictures.Run), _budget, null, recipe, new Stopwatch());
    }

    [Fact]
    public void A_recipe_that_is_made_for_a_budget_is_the_same_when_the_run_goes_on()
    {
        Thoroughness.SkipUnlessAsked();
        var request = _pictures.Request() with { Recipe = RecipeCatalog.Auto, Budget = _budget };
        var interrupted = new RecordingObserver { InterruptAt = "student 1: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request, interrupted).Execute(interrupted.Interrupt));
        Assert.Contains("measure this machine's pace", interrupted.Stages);

        var observer = Execute(request);
        Assert.DoesNotContain("measure this machine's pace", observer.Stages);
        Assert.Equal(Paces(interrupted), Paces(observer));
        Assert.Equal(2, observer.Models.Count);

        static string Paces(RecordingObserver each) => Assert.Single(each.Notes, note => note.StartsWith("this machine trains ", StringComparison.Ordinal));
    }

    [Fact]
    public void Robustness_comes_on_top()
    {
        Thoroughness.SkipUnlessAsked();
        var began = Stopwatch.GetTimestamp();
        var observer = Execute(_pictures.Request("evaluation={corruptions: true, limit: 2}") with { Budget = _budget });
        Assert.InRange(Spent(), 1, Stopwatch.GetElapsedTime(began, observer.Began["corruptions"]).TotalSeconds);
    }

    [Fact]
    public void What_does_not_belong_to_a_run_s_budget_is_refused()
    {
        var request = _pictures.Request() with { Budget = _budget };
        Execute(request);
        Refused(request with { Budget = TimeSpan.FromSeconds(30) }, "a budget of 5 seconds");
        Refused(request with { Budget = null }, "give `Budget` 5s to go on with it");
        Refused(request with { Overrides = ["seed=2"] }, "other settings: seed (1 there, 2 now)");
        Refused(request with { Budget = TimeSpan.FromSeconds(30), Overrides = ["seed=2"] }, "a budget of 5 seconds");

        Execute(_pictures.Request() with { Output = _pictures.In("without") });
        Refused(request with { Output = _pictures.In("without") }, "a run without a budget");
        Refused(request with { Output = _pictures.In("short"), Budget = TimeSpan.FromMilliseconds(1) }, "leaves no time for teacher");

        // Nothing was fitted there, so its recipe is the one that was asked for, and still it is a run with a budget.
        Refused(request with { Output = _pictures.In("short"), Budget = null }, "give `Budget` 0.001s to go on with it");

        var file = _pictures.In("run", "budget.json");
        File.WriteAllText(file, "{}");
        Refused(request, "budget.json cannot be read or is damaged (it is not complete)");
    }

    [Theory]
    [InlineData("teacher.network=resnet-8", true)]
    [InlineData("teacher={network: resnet-8, epochs: 4}", true)]
    [InlineData("students.1.network=resnet-14", true)]
    [InlineData("teacher={\"network\" : resnet-8, epochs: 4}", true)]
    [InlineData("name=network", false)]
    public void A_network_that_somebody_wants_stays(string change, bool stays)
    {
        if (!stays)
        {
            Thoroughness.SkipUnlessAsked();
        }

        var networks = NetworksFor(_pictures.Request(change));
        Assert.Equal(stays, networks.SequenceEqual(["resnet-8", "resnet-8", "resnet-14"]));
    }

    [Fact]
    public void A_network_for_which_there_are_weights_stays()
    {
        Execute(_pictures.Request() with { Output = _pictures.In("first") });
        Assert.Equal(["resnet-8", "resnet-8", "resnet-14"], NetworksFor(_pictures.Request() with { Init = _pictures.In("first", "iteration-0", "model.safetensors") }));
    }

    /// <summary>Free to change, networks grow to fill so much time.</summary>
    private string[] NetworksFor(RunRequest request)
    {
        var interrupted = new RecordingObserver { InterruptAt = "teacher: train" };
        Assert.Throws<OperationCanceledException>(() => new NoisyStudentRun(request with { Budget = TimeSpan.FromSeconds(20) }, interrupted).Execute(interrupted.Interrupt));
        var fitted = RecipeCatalog.Read(_pictures.In("run", "recipe.yaml"));
        return [fitted.Teacher.Network, .. fitted.Students.Select(student => student.Network)];
    }

    private double Spent() => JsonDocument.Parse(File.ReadAllText(_pictures.In("run", "budget.json"))).RootElement.GetProperty("spent").GetDouble();

    private static void Refused(RunRequest request, string why)
    {
        var refusal = Assert.Throws<NoisyStudentException>(() => Execute(request));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    private static RecordingObserver Execute(RunRequest request) => RecordingObserver.Of(request);

    private byte[] Model(string run, int iteration) => File.ReadAllBytes(_pictures.In(run, $"iteration-{iteration}", "model.safetensors"));
}
