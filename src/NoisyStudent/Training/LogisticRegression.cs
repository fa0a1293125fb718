using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>
/// Multinomial logistic regression: weights and biases that minimize the sum of the cross-entropies plus half of the decay times the squared length of the weights,
/// found by L-BFGS (Liu and Nocedal, 1989) with backtracking. All in float64, so that the outcome is the optimum to many digits.
/// </summary>
/// <param name="Weights">[classes, features], float64.</param>
/// <param name="Bias">[classes], float64.</param>
internal sealed record LogisticRegression(Tensor Weights, Tensor Bias) : IDisposable
{
    private const int MostIterations = 200;
    private const int History = 10;

    /// <summary>So many examples times classes are held at once.</summary>
    private const long MostAtOnce = 1 << 24;

    private const double SufficientDecrease = 1e-4;
    private const double SmallestStep = 1e-10;

    /// <summary>Fits it.</summary>
    /// <param name="features">[examples, features], float64.</param>
    /// <param name="targets">A distribution for each example, [examples, classes], float64; zeros leave an example out.</param>
    /// <param name="decay">Above 0: how strongly weights are drawn to 0.</param>
    /// <param name="tolerance">Where no part of the mean loss's gradient is larger than this, the search ends.</param>
    /// <param name="near">A regression from which to begin, as of another decay; null for zeros. The outcome is the same, sooner.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static LogisticRegression Fit(
        Tensor features, Tensor targets, double decay, double tolerance = 1e-5, LogisticRegression? near = null, CancellationToken cancellation = default)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (count, length, classes) = (features.shape[0], features.shape[1], targets.shape[1]);

        // The bias is the weight of a feature that is always 1, and does not decay.
        var inputs = cat([features, ones(count, 1, dtype: float64)], 1);
        var decays = cat([zeros(classes, length, dtype: float64).AddInPlace(decay), zeros(classes, 1, dtype: float64)], 1);
        var weights = near is null ? zeros(classes, length + 1, dtype: float64) : cat([near.Weights, near.Bias.unsqueeze(1)], 1);
        var smallest = tolerance * targets.sum().item<double>();
        var counted = targets.sum(1, keepdim: true);
        var rows = Math.Max(1, MostAtOnce / classes);
        var (loss, gradient) = Evaluate(weights);

        // A convex function of few thousand numbers: what a step takes is the two products with the features.
        var steps = new List<Step>();
        for (var iteration = 0; iteration < MostIterations && gradient.abs().max().item<double>() > smallest; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var direction = Direction(gradient, steps);
            var slope = gradient.mul(direction).sum().item<double>();
            var size = iteration == 0 ? 1 / Math.Max(1, gradient.abs().sum().item<double>()) : 1;
            while (true)
            {
                var next = weights.Plus(direction.Times(size));
                var (nextLoss, nextGradient) = Evaluate(next);
                if (nextLoss <= loss + (SufficientDecrease * size * slope))
                {
                    Remember(next.sub(weights), nextGradient.sub(gradient));
                    (weights, loss, gradient) = (next, nextLoss, nextGradient);
                    break;
                }

                size /= 2;
                if (size < SmallestStep)
                {
                    return Of(weights);
                }
            }
        }

        return Of(weights);

        (double Loss, Tensor Gradient) Evaluate(Tensor at)
        {
            using var inEvaluation = NewDisposeScope();
            var (value, slopes) = (decays.mul(at).mul(at).sum().Times(0.5).item<double>(), decays.mul(at));
            for (long start = 0; start < count; start += rows)
            {
                // What is as long as the examples is gone at the end of each block of them.
                using var inBlock = NewDisposeScope();
                var size = Math.Min(rows, count - start);
                var (some, wanted) = (inputs.narrow(0, start, size), targets.narrow(0, start, size));
                var logProbabilities = some.mm(at.t()).log_softmax(1);
                value -= wanted.mul(logProbabilities).sum().item<double>();
                slopes.AddInPlace(logProbabilities.exp().mul(counted.narrow(0, start, size)).sub(wanted).t().mm(some));
            }

            return (value, slopes.MoveToOuterDisposeScope());
        }

        void Remember(Tensor step, Tensor change)
        {
            var curvature = step.mul(change).sum().item<double>();
            if (curvature > 0)
            {
                steps.Add(new Step(step, change, curvature));
                if (steps.Count > History)
                {
                    steps.RemoveAt(0);
                }
            }
        }

        LogisticRegression Of(Tensor at) => new(
            at.narrow(1, 0, length).contiguous().DetachFromDisposeScope(), at.narrow(1, length, 1).flatten().contiguous().DetachFromDisposeScope());
    }

    /// <summary>Its logits, [examples, classes].</summary>
    /// <param name="features">[examples, features], float64.</param>
    public Tensor Logits(Tensor features)
    {
        using var scope = NewDisposeScope();
        return features.mm(Weights.t()).Plus(Bias).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        Bias.Dispose();
    }

    /// <summary>Downhill, by what steps so far have told of the curvature.</summary>
    private static Tensor Direction(Tensor gradient, List<Step> steps)
    {
        var direction = gradient.clone();
        var shares = new double[steps.Count];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            shares[i] = steps[i].Taken.mul(direction).sum().item<double>() / steps[i].Curvature;
            direction.AddInPlace(steps[i].Change, -shares[i]);
        }

        if (steps.Count > 0)
        {
            direction.MultiplyInPlace(steps[^1].Curvature / steps[^1].Change.mul(steps[^1].Change).sum().item<double>());
        }

        for (var i = 0; i < steps.Count; i++)
        {
            var share = steps[i].Change.mul(direction).sum().item<double>() / steps[i].Curvature;
            direction.AddInPlace(steps[i].Taken, shares[i] - share);
        }

        return direction.neg();
    }

    /// <summary>A step of the search.</summary>
    /// <param name="Taken">By how much the weights changed.</param>
    /// <param name="Change">By how much the gradient did.</param>
    /// <param name="Curvature">The inner product of both, above 0.</param>
    private readonly record struct Step(Tensor Taken, Tensor Change, double Curvature);
}
