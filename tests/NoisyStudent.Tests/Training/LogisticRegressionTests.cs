using NoisyStudent.Torch;
using NoisyStudent.Training;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class LogisticRegressionTests
{
    public LogisticRegressionTests() => TorchRuntime.Load();

    /// <summary>Two examples at 1 and -1 of two classes: by symmetry the bias is 0 and the classes' weights are w and -w, with 2 sigmoid(-2 w) = decay w.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    [InlineData(10)]
    public void Two_examples_have_the_weights_of_the_equation(double decay)
    {
        using var scope = NewDisposeScope();
        using var fitted = LogisticRegression.Fit(tensor(new double[,] { { 1 }, { -1 } }), tensor(new double[,] { { 1, 0 }, { 0, 1 } }), decay);
        var weight = fitted.Weights[0, 0].item<double>();
        Assert.Equal(-weight, fitted.Weights[1, 0].item<double>(), 1e-4);
        Assert.Equal(decay * weight, 2 / (1 + Math.Exp(2 * weight)), 1e-4);
        Assert.Equal(0, fitted.Bias.abs().max().item<double>(), 1e-4);
    }

    [Fact]
    public void No_other_weights_have_a_smaller_loss()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (features, targets) = (randn(40, 7, dtype: float64), randn(40, 3, dtype: float64).softmax(1));
        using var fitted = LogisticRegression.Fit(features, targets, 0.5);
        var least = Loss(fitted.Weights, fitted.Bias);
        for (var i = 0; i < 20; i++)
        {
            Assert.True(least < Loss(fitted.Weights.Plus(randn_like(fitted.Weights).Times(1e-2)), fitted.Bias));
            Assert.True(least < Loss(fitted.Weights, fitted.Bias.Plus(tensor(new double[] { 1e-2 * (i + 1), 0, 0 }))));
        }

        using var near = LogisticRegression.Fit(features, targets, 5);
        using var again = LogisticRegression.Fit(features, targets, 0.5, near: near);
        Assert.Equal(0, (again.Weights - fitted.Weights).abs().max().item<double>(), 1e-3);

        double Loss(Tensor weights, Tensor bias) =>
            targets.mul((features.mm(weights.t()) + bias).log_softmax(1)).sum().neg().item<double>() + (0.25 * weights.mul(weights).sum().item<double>());
    }

    [Fact]
    public void A_last_layer_is_chosen_by_pictures_that_it_has_not_seen()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        int[] labels = [.. Enumerable.Range(0, 60).Select(each => each % 3)];

        // The class is in the first three features, far above the noise in the others; each picture in two versions.
        var features = randn(120, 20).Times(0.1);
        for (var row = 0; row < 120; row++)
        {
            features[row, labels[row / 2]].AddInPlace(5);
        }

        using var fitted = LastLayerFit.Of(features, labels, 3, seed: 1, [], null, TestContext.Current.CancellationToken);
        Assert.Equal(1, fitted.Accuracy);
        Assert.Equal([3, 20], fitted.Weights.shape);
        var answers = features.mm(fitted.Weights.t()).Plus(fitted.Bias).argmax(1).data<long>().ToArray();
        Assert.Equal(labels.SelectMany(label => new[] { (long)label, label }), answers);

        // Labels that say nothing of the pictures: whoever measured on what was fitted would find far more.
        using var blind = LastLayerFit.Of(randn(120, 200), labels, 3, seed: 1, [], null, TestContext.Current.CancellationToken);
        Assert.InRange(blind.Accuracy, 0, 0.55);
    }

    [Fact]
    public void A_last_layer_counts_classes_as_their_weights_say()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        int[] labels = [.. Enumerable.Range(0, 60).Select(each => each < 40 ? 0 : each < 50 ? 1 : 2)];
        float[] balanced = [0.5f, 2, 2];

        // Features that say nothing, so that a class is answered as often as it counts.
        var features = randn(60, 5).Times(0.01).Plus(1);
        Assert.Equal([4, 1], RatiosToLast(null, []), Comparer(0.1));
        Assert.Equal([1, 1], RatiosToLast(balanced, []), Comparer(0.05));

        // Pseudo-labeled pictures count by their most probable class.
        var others = new LastLayerFit.Others(features, zeros(60, 3).scatter_(1, tensor([.. labels.Select(label => (long)label)]).unsqueeze(1), ones(60, 1)), [.. Enumerable.Repeat(1, 60)], 10, balanced);
        Assert.Equal([1, 1], RatiosToLast(balanced, [others]), Comparer(0.05));
        Assert.Equal([4, 1], RatiosToLast(null, [others with { ClassWeights = null }]), Comparer(0.1));

        double[] RatiosToLast(float[]? weights, LastLayerFit.Others[] beside)
        {
            using var fitted = LastLayerFit.Of(features, labels, 3, seed: 1, beside, weights, TestContext.Current.CancellationToken);
            var shares = features.mm(fitted.Weights.t()).Plus(fitted.Bias).softmax(1).mean([0]).data<float>().ToArray();
            return [shares[0] / shares[2], shares[1] / shares[2]];
        }

        static Func<double, double, bool> Comparer(double tolerance) => (first, second) => Math.Abs(first - second) <= tolerance * second;
    }

    [Fact]
    public void Many_classes_are_fitted_in_blocks_to_the_same()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);

        // More examples times classes than are held at once; no example is of the classes after the third.
        const int Examples = 2000, Classes = 10_000;
        var (features, labels) = (randn(Examples, 3, dtype: float64), randint(0, 3, Examples).unsqueeze(1));
        var (few, many) = (zeros(Examples, 3, dtype: float64), zeros(Examples, Classes, dtype: float64));
        features.scatter_(1, labels, features.gather(1, labels).Plus(ones(Examples, 1, dtype: float64)));
        few.scatter_(1, labels, ones_like(few));
        many.narrow(1, 0, 3).copy_(few);
        using var fitted = LogisticRegression.Fit(features, many, decay: 1, tolerance: 1e-4);
        using var reference = LogisticRegression.Fit(features, few, decay: 1, tolerance: 1e-4);
        Assert.Equal(0, (fitted.Logits(features).narrow(1, 0, 3).softmax(1) - reference.Logits(features).softmax(1)).abs().max().item<double>(), 0.01);
        Assert.True(fitted.Logits(features).argmax(1).max().item<long>() < 3);
    }
}
