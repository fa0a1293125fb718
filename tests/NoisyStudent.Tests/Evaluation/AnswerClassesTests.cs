using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Evaluation.Attacks;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Tests.Networks.Export;
using NoisyStudent.Tests.Runs;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

/// <summary>A test set that has some of a model's classes, in another order.</summary>
[Collection(TorchCollection.Name)]
public sealed class AnswerClassesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TrainedModel _model = OnnxRuns.Model(OnnxRuns.Describe("resnet-8", 4, TestSets.Size));
    private readonly ImageSet _images = TestSets.Images(40);

    public void Dispose()
    {
        _images.Dispose();
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(AnswerClasses.Model)]
    [InlineData(AnswerClasses.Test)]
    public void Answers_are_sought_among_all_classes_or_those_of_the_test_set(AnswerClasses answers)
    {
        var classes = _model.Description.Classes;
        int[] known = [3, 1];
        var logits = Predictor.Of(_model, torch.CPU).Logits(_images);
        var labels = Enumerable.Range(0, _images.Count).Select(image => image % 2).ToArray();
        var test = new LabeledSet("hard", _images, [.. known.Select(c => classes[c])], labels);
        var candidates = answers == AnswerClasses.Model ? Enumerable.Range(0, classes.Count) : known;
        var right = labels.Zip(logits).Count(each => candidates.MaxBy(c => each.Second[c]) == known[each.First]);
        Assert.InRange(right, 1, _images.Count - 1);

        var file = Path.Combine(_folder.Path, "model.safetensors");
        _model.Save(file);
        using var comparison = ModelComparison.Load([("model", file)], _ => test, answers, 1, torch.CPU, new RecordingObserver());
        var (results, _) = comparison.Clean(heldOut: false);
        Assert.Equal(right / (double)_images.Count, results.Models[0].Clean.Scores.Top1);
        Assert.Equal(answers == AnswerClasses.Model ? 4 : 2, results.Models[0].Clean.Classes.Count);

        // An attack of no strength would leave the clean answers; the weakest one can only make fewer right.
        var attacked = comparison.Robustness(results, new EvaluationSettings { Attacks = true }, _ => { }).Models[0].Attacks!;
        Assert.Equal(Attack.All.Count * Attack.Epsilons.Count, attacked.Count);
        Assert.Equal(results.Models[0].Clean.Scores.NegativeLogLikelihood, attacked[0].CleanLoss, 1e-3);
        Assert.True(attacked[0].Loss > attacked[0].CleanLoss);
    }

    [Fact]
    public void A_class_that_the_model_does_not_know_is_named()
    {
        var test = new LabeledSet("hard", _images, [_model.Description.Classes[0], "unicorn"], [.. Enumerable.Range(0, 40).Select(image => image % 2)]);
        var refusal = Assert.Throws<NoisyStudentException>(() => test.InClasses(_model.Description.Classes, "teacher")).Message;
        Assert.Contains("hard has a class that teacher does not know: 'unicorn'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_is_a_function_of_its_seed_and_in_the_order_of_the_set()
    {
        var test = new LabeledSet("test", _images, ["dark", "bright"], [.. Enumerable.Range(0, 40).Select(image => image % 2)]);
        var (first, again, other) = (test.Sample(10, 1), test.Sample(10, 1), test.Sample(10, 2));
        Assert.Equal(first.Images.Names, again.Images.Names);
        Assert.NotEqual(first.Images.Names, other.Images.Names);
        Assert.Equal(10, first.Images.Names.Distinct().Count());
        Assert.Equal(first.Images.Names.OrderBy(name => int.Parse(name.Split('.')[0])), first.Images.Names);
        Assert.All(first.Images.Names.Zip(first.Labels), pair => Assert.Equal(int.Parse(pair.First.Split('.')[0]) % 2, pair.Second));
        Assert.Same(test, test.Sample(40, 1));
    }
}
