using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>The loss of a batch of any number of parts.</summary>
/// <param name="form">How the losses of the parts become one.</param>
/// <param name="parts">The names of the parts that batches may have.</param>
/// <param name="averageDecay">Decay of the moving averages of <see cref="LossForm.Normalized"/>, 0 to 1.</param>
internal sealed class JointLoss(LossForm form, IEnumerable<string> parts, double averageDecay)
{
    private readonly Dictionary<string, double> _averages = parts.ToDictionary(name => name, _ => 0.0);

    /// <summary>What goes on from step to step: the moving average of each part's loss, by name.</summary>
    /// <exception cref="KeyNotFoundException">What is set lacks one.</exception>
    public IReadOnlyDictionary<string, double> State
    {
        get => _averages.ToDictionary(average => NameOf(average.Key), average => average.Value);
        set
        {
            foreach (var part in _averages.Keys)
            {
                _averages[part] = value[NameOf(part)];
            }
        }
    }

    /// <summary>The loss of one step; the moving averages of <see cref="LossForm.Normalized"/> go on from call to call.</summary>
    /// <param name="logits">[images, classes].</param>
    /// <param name="batch">The images' targets and weights, and its parts. The loss of a part is the mean over its images; that of a batch of one part, whatever its weight, too.</param>
    /// <returns>The loss, a scalar.</returns>
    public Tensor Of(Tensor logits, JointBatch batch)
    {
        using var scope = NewDisposeScope();
        var losses = CrossEntropy(logits, batch.Targets) * batch.Weights;
        if (batch.Parts is [_])
        {
            return losses.mean().MoveToOuterDisposeScope();
        }

        Tensor[] means = [.. batch.Parts.Select(part => losses.narrow(0, part.First, part.Count).mean())];
        var scales = form == LossForm.Normalized ? Scales(batch.Parts, means) : [.. means.Select(_ => 1.0)];
        var sum = batch.Parts.Select((part, i) => means[i].Times(part.Weight * scales[i])).Aggregate((before, next) => before.Plus(next));
        return (form == LossForm.Sum ? sum : sum.DividedBy(batch.Parts.Sum(part => part.Weight))).MoveToOuterDisposeScope();
    }

    /// <summary>The cross-entropy of each image against its target distribution: [images].</summary>
    /// <param name="logits">[images, classes].</param>
    /// <param name="targets">[images, classes].</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets)
    {
        using var scope = NewDisposeScope();
        return (targets * logits.log_softmax(1)).sum(1).neg().MoveToOuterDisposeScope();
    }

    /// <summary>What brings each part's loss to the scale of the first one's.</summary>
    private double[] Scales(IReadOnlyList<BatchPart> parts, Tensor[] means)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            _averages[parts[i].Name] = Average(_averages[parts[i].Name], means[i].item<float>());
        }

        var first = _averages[parts[0].Name];
        return [.. parts.Select(part => _averages[part.Name] is > 0 and var average ? first / average : 1)];
    }

    private double Average(double average, double value) =>
        average == 0 ? value : (averageDecay * average) + ((1 - averageDecay) * value);

    private static string NameOf(string part) => $"{part}-loss";
}
