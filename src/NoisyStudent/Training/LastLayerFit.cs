using NoisyStudent.Datasets;
using NoisyStudent.Events;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>A last layer was fitted to the features of pictures.</summary>
/// <param name="Model">Of which model.</param>
/// <param name="Accuracy">What part of the labeled ones, 0 to 1, one that is fitted to labels alone gets right where it is fitted to the others.</param>
/// <param name="Folds">How many folds, each a fifth of the labeled pictures, were measured so.</param>
/// <param name="Pictures">To how many labeled pictures it is fitted.</param>
/// <param name="PseudoLabeled">To how many others with pseudo-labels it is fitted too.</param>
/// <param name="Labeled">How many labeled pictures there are.</param>
public sealed record LastLayerFitted(string Model, double Accuracy, int Folds, int Pictures, int PseudoLabeled, int Labeled) : RunEvent;

/// <summary>
/// Fits a last layer to the features that pictures have, by logistic regression. How strongly its weights decay is chosen by cross-validation of the labeled ones.
/// </summary>
/// <param name="Weights">[classes, features], float32.</param>
/// <param name="Bias">[classes], float32.</param>
/// <param name="Right">Whether it is right, for each picture that was measured, where it is fitted to the other folds.</param>
/// <param name="Measured">How many of the folds were measured so.</param>
/// <param name="Labeled">To how many labeled pictures it is fitted.</param>
/// <param name="Beside">To how many others.</param>
internal sealed record LastLayerFit(Tensor Weights, Tensor Bias, IReadOnlyList<bool> Right, int Measured, int Labeled, int Beside) : IDisposable
{
    /// <summary>Pictures beside the labeled ones.</summary>
    /// <param name="Features">[pictures x versions, features], float32: as many versions of each as of the labeled ones, one after the other.</param>
    /// <param name="Targets">[pictures, classes], float32: a distribution for each.</param>
    /// <param name="Copies">How often each counts.</param>
    /// <param name="Weight">What all of them count, where all labeled ones count 1.</param>
    /// <param name="ClassWeights">What one of each class counts, by its most probable class; null for 1.</param>
    public sealed record Others(Tensor Features, Tensor Targets, IReadOnlyList<int> Copies, double Weight, IReadOnlyList<float>? ClassWeights = null);

    /// <summary>What part of the pictures it gets right so, 0 to 1.</summary>
    public double Accuracy => Right.Count == 0 ? 0 : (double)Right.Count(right => right) / Right.Count;

    /// <summary>In how many parts the pictures are divided to choose the decay.</summary>
    public const int Folds = 5;

    /// <summary>More pictures do not make the choice surer, but longer.</summary>
    private const int MostToChooseBy = 2000;

    /// <summary>From so many products of a pass over the pictures on, one fold alone measures, few decays are tried, and the search ends sooner.</summary>
    private const long MuchWork = 500_000_000;

    /// <summary>Decays to choose from, for features whose mean square is 1, strongest first: of two that are as good the stronger is taken.</summary>
    private static readonly double[] _decays = [300, 100, 30, 10, 3, 1], _fewDecays = [100, 10, 1];

    /// <summary>How near to its optimum a layer comes that is to be measured, and the one that is taken.</summary>
    private const double Roughly = 3e-4, Closely = 1e-5;

    /// <summary>Fits it.</summary>
    /// <param name="features">[pictures x versions, features], float32: the versions of a picture one after the other.</param>
    /// <param name="labels">Each picture's class.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="seed">The seed by which pictures are divided.</param>
    /// <param name="others">Pictures beside these.</param>
    /// <param name="classWeights">What a labeled picture of each class counts; null for 1.</param>
    /// <param name="cancellation">Stops between steps.</param>
    public static LastLayerFit Of(
        Tensor features, IReadOnlyList<int> labels, int classes, long seed, IReadOnlyList<Others> others, IReadOnlyList<float>? classWeights, CancellationToken cancellation)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (versions, length) = ((int)(features.shape[0] / labels.Count), features.shape[1]);
        var inputs = features.to(float64).cpu();
        var scale = Math.Sqrt(inputs.mul(inputs).mean().item<double>());
        inputs = inputs.div_(tensor(Math.Max(scale, 1e-12), dtype: float64)).reshape(labels.Count, versions, length);
        var folds = CrossValidation.FoldsOf(labels, Folds, seed, RandomUse.Folds, MostToChooseBy);
        int[] chosen = [.. folds.Index().Where(each => each.Item >= 0).Select(each => each.Index)];
        var isMuch = features.shape[0] * length * classes > MuchWork;
        var (decays, measured) = isMuch ? (_fewDecays, 1) : (_decays, Folds);
        List<bool>[] right = [.. decays.Select(_ => new List<bool>())];
        for (var fold = 0; fold < measured; fold++)
        {
            int[] rest = [.. chosen.Where(each => folds[each] != fold)], own = [.. chosen.Where(each => folds[each] == fold)];
            if (own.Length > 0 && rest.Length > 0)
            {
                Measure(rest, own);
            }
        }

        var best = decays.Index().MaxBy(each => right[each.Index].Count(isRight => isRight)).Index;
        using var byLabels = Fit([.. Enumerable.Range(0, labels.Count)], decays[best], isMuch || others.Count > 0 ? Roughly : Closely, null);
        using var byAll = others.Count > 0 ? FitToAll(decays[best], byLabels) : null;
        var fitted = byAll ?? byLabels;
        return new LastLayerFit(
            fitted.Weights.DividedBy(scale).to(float32).DetachFromDisposeScope(), fitted.Bias.to(float32).DetachFromDisposeScope(), right[best], measured,
            labels.Count, others.Sum(each => each.Copies.Count));

        void Measure(int[] rest, int[] own)
        {
            using var inFold = NewDisposeScope();
            LogisticRegression? before = null;
            foreach (var (number, decay) in decays.Index())
            {
                var regression = Fit(rest, decay, Roughly, before);
                before?.Dispose();
                before = regression;
                var answers = regression.Logits(Rows(own)).softmax(1).reshape(own.Length, versions, classes).sum(1).argmax(1).data<long>().ToArray();
                right[number].AddRange(own.Zip(answers, (picture, answer) => labels[picture] == answer));
            }

            before?.Dispose();
        }

        LogisticRegression Fit(int[] pictures, double decay, double tolerance, LogisticRegression? near)
        {
            using var inFit = NewDisposeScope();
            return LogisticRegression.Fit(Rows(pictures), Targets(pictures), decay, tolerance, near, cancellation);
        }

        // The decay holds for the labeled ones, and the more counts beside them the stronger it is.
        LogisticRegression FitToAll(double decay, LogisticRegression near)
        {
            using var inFit = NewDisposeScope();
            int[] all = [.. Enumerable.Range(0, labels.Count)];
            var rows = cat([Rows(all), .. others.Select(each => each.Features.to(float64).cpu().div(tensor(Math.Max(scale, 1e-12), dtype: float64)))]);
            var targets = cat([Targets(all), .. others.Select(each =>
            {
                var weights = each.ClassWeights is { } ofClasses ? tensor([.. ofClasses], dtype: float64).index_select(0, each.Targets.argmax(1).cpu()) : ones(each.Copies.Count, dtype: float64);
                var copies = tensor([.. each.Copies.Select(count => (double)count)]).mul(weights).unsqueeze(1);
                return each.Targets.to(float64).mul(copies).Times(each.Weight * labels.Count / each.Copies.Sum() / versions).repeat_interleave(versions, 0);
            })]);
            return LogisticRegression.Fit(rows, targets, decay * (1 + others.Sum(each => each.Weight)), Roughly, near, cancellation);
        }

        // Versions of a picture count as much as the picture, all together.
        Tensor Targets(int[] pictures)
        {
            var targets = zeros(pictures.Length * versions, classes, dtype: float64);
            int[] ofRows = [.. Enumerable.Range(0, pictures.Length * versions).Select(row => labels[pictures[row / versions]])];
            return targets.scatter_(
                1, tensor([.. ofRows.Select(label => (long)label)]).unsqueeze(1), tensor([.. ofRows.Select(label => (double)(classWeights?[label] ?? 1) / versions)]).unsqueeze(1));
        }

        Tensor Rows(int[] pictures) => inputs.index_select(0, tensor([.. pictures.Select(each => (long)each)])).reshape(-1, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weights.Dispose();
        Bias.Dispose();
    }
}
