using NoisyStudent.Prediction;
using NoisyStudent.Runs;
using Xunit;

namespace NoisyStudent.Tests.Runs;

/// <summary>Held-out pictures are written as results.json has them: 1 for a right answer, 0 for a wrong one.</summary>
public class BestModelTests
{
    private const string All = "1111111111111111";
    private const string Half = "1111111100000000";

    /// <summary>Alone right on 8 against 0: p = 2 / 2^8 = 0.0078. On 7 against 1: 2 (1 + 8) / 2^8 = 0.07. On 6 against 0: 2 / 2^6 = 0.031, under 0.05 and above 0.025.</summary>
    [Theory]
    [InlineData(1, Half, All)]
    [InlineData(1, All, All)]
    [InlineData(0, All, Half)]
    [InlineData(1, "1111111111111110", "1111111100000001")]
    [InlineData(0, "1111111111111100", Half)]
    [InlineData(2, "1111111111111100", Half, Half)]
    [InlineData(0, All, Half, Half)]
    [InlineData(1, "1111111111111110", All, "1111110000000000")]
    [InlineData(1, All, All, Half)]
    [InlineData(2, Half, All, All)]
    [InlineData(0, All, "1111111111111110", "1111110000000000")]
    public void It_is_the_last_one_unless_an_earlier_one_is_better_by_more_than_chance(int best, params string[] right) =>
        Assert.Equal(best, BestModel.Of(Results(right)).Model.Iteration);

    /// <summary>The higher top-1 of a few pictures is chance: 2 against 0 of 250.</summary>
    [Fact]
    public void A_higher_validation_top_1_alone_is_no_reason()
    {
        var few = new string('1', 200) + new string('0', 50);
        var results = Results(few, new string('1', 202) + new string('0', 48), few);
        Assert.True(results.Models[1].Validation!.Top1 > results.Models[2].Validation!.Top1);
        Assert.Equal("student 2", BestModel.Of(results).Model.Name);
    }

    [Fact]
    public void The_reason_says_what_was_compared()
    {
        Assert.Equal("better than student 1, the last model, on the 16 held-out pictures (McNemar's exact test at 0.05): alone right on 8, student 1 on 0", BestModel.Of(Results(All, Half)).Reason);
        Assert.Equal("the last model, as no earlier one is better on the 16 held-out pictures (McNemar's exact test at 0.025)", BestModel.Of(Results(All, All, All)).Reason);
        Assert.Equal("the only finished model", BestModel.Of(Results(All)).Reason);
        Assert.Contains("no labeled pictures are held out", BestModel.Of(Results(null, null)).Reason, StringComparison.Ordinal);
    }

    /// <summary>It knows, perhaps, what is held out; trained here, it would be better.</summary>
    [Fact]
    public void A_teacher_that_was_given_is_not_compared()
    {
        var two = Results(All, Half);
        Assert.Equal("teacher", BestModel.Of(two).Model.Name);
        var best = BestModel.Of(WithGivenTeacher(two));
        Assert.Equal("student 1", best.Model.Name);
        Assert.Equal("the last model, as the teacher was given and may have learned from the held-out pictures", best.Reason);
        Assert.Equal("student 1", BestModel.Of(WithGivenTeacher(Results(All, "1111111111111110", Half))).Model.Name);

        static RunResults WithGivenTeacher(RunResults results) => new([results.Models[0] with { TrainingImages = 0 }, .. results.Models.Skip(1)]);
    }

    [Theory]
    [InlineData("""{ "top1": 0.9 }""")]
    [InlineData("""{ "top1": 0.9, "right": "11" }""")]
    [InlineData("""{ "top1": 0.9, "right": "what?" }""")]
    public void Of_a_run_that_does_not_tell_what_was_right_it_is_the_last_one_and_that_is_said(string teacher)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("results.json", System.Text.Encoding.UTF8.GetBytes($$"""
            { "models": [
                { "iteration": 0, "role": "teacher", "network": "resnet-8", "parameters": 1, "trainingImages": 1, "secondsTraining": 1, "validation": {{teacher}}, "test": null },
                { "iteration": 1, "role": "student", "network": "resnet-8", "parameters": 1, "trainingImages": 1, "secondsTraining": 1,
                  "validation": { "top1": 0.1, "right": "10000" }, "test": { "top1": 0.5, "top5": 1, "ece": 0.1, "negativeLogLikelihood": 1 } }
            ] }
            """));
        var results = RunResults.Read(path);
        var best = BestModel.Of(results);
        Assert.Equal((1, "the last model, as the run does not say which held-out pictures each model gets right"), (best.Model.Iteration, best.Reason));
        Assert.Null(results.Models[1].Test!.BalancedAccuracy);
    }

    [Fact]
    public void What_was_right_goes_through_the_file()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "results.json");
        Results(All, Half).Write(path);
        Assert.Equal(0, BestModel.Of(RunResults.Read(path)).Model.Iteration);
    }

    private static RunResults Results(params string?[] right) => new([.. right.Select((answers, iteration) => new ModelResult(
        iteration, iteration == 0 ? "teacher" : "student", "resnet-8", 1, 1, 1,
        answers is null ? null : ValidationResult.Of(new Predictions([.. answers.SelectMany(each => each == '1' ? new[] { 0.9f, 0.1f } : [0.1f, 0.9f])], 2), new int[answers.Length]),
        Test: null))]);
}
