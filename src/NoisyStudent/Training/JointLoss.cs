using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Training;

/// <summary>The loss of a joint batch: labeled images first, then unlabeled ones.</summary>
public sealed class JointLoss
{
    private readonly LossForm _form;
    private readonly double _averageDecay;
    private readonly double _weight;
    private double _labeledAverage;
    private double _unlabeledAverage;

    /// <summary>Creates the loss.</summary>
    /// <param name="form">How the two losses become one.</param>
    /// <param name="weight">The weight of the unlabeled images' loss.</param>
    /// <param name="averageDecay">Decay of the moving averages of <see cref="LossForm.Normalized"/>, 0 to 1.</param>
    public JointLoss(LossForm form, double weight, double averageDecay)
    {
        _averageDecay = averageDecay;
        _form = form;
        _weight = weight;
    }

    /// <summary>What goes on from step to step: the moving averages, by name.</summary>
    /// <exception cref="KeyNotFoundException">What is set lacks one.</exception>
    public IReadOnlyDictionary<string, double> State
    {
        get => new Dictionary<string, double> { ["labeled-loss"] = _labeledAverage, ["unlabeled-loss"] = _unlabeledAverage };
        set => (_labeledAverage, _unlabeledAverage) = (value["labeled-loss"], value["unlabeled-loss"]);
    }

    /// <summary>The loss of one step; the moving averages of <see cref="LossForm.Normalized"/> go on from call to call.</summary>
    /// <param name="logits">[labeled + unlabeled, classes].</param>
    /// <param name="targets">A distribution for each image, [labeled + unlabeled, classes].</param>
    /// <param name="labeled">How many of the images are labeled; where none or all are, the loss is the mean over the batch.</param>
    /// <param name="weights">What each image's loss counts in the mean of its kind, which is over the number of images, [labeled + unlabeled]; null for 1.</param>
    /// <returns>The loss, a scalar.</returns>
    public Tensor Of(Tensor logits, Tensor targets, int labeled, Tensor? weights = null)
    {
        using var scope = NewDisposeScope();
        var losses = CrossEntropy(logits, targets);
        losses = weights is null ? losses : losses * weights;
        var unlabeled = losses.shape[0] - labeled;
        if (labeled == 0 || unlabeled == 0)
        {
            return losses.mean().MoveToOuterDisposeScope();
        }

        var labeledLoss = losses.narrow(0, 0, labeled).mean();
        var unlabeledLoss = losses.narrow(0, labeled, unlabeled).mean();
        var loss = _form switch
        {
            LossForm.Mean => labeledLoss.Plus(unlabeledLoss.Times(_weight)).DividedBy(1 + _weight),
            LossForm.Sum => labeledLoss.Plus(unlabeledLoss.Times(_weight)),
            LossForm.Normalized => labeledLoss.Plus(unlabeledLoss.Times(_weight * Scale(labeledLoss, unlabeledLoss))).DividedBy(1 + _weight),
            _ => throw new InvalidOperationException($"Unknown loss form {_form}."),
        };
        return loss.MoveToOuterDisposeScope();
    }

    /// <summary>The cross-entropy of each image against its target distribution: [images].</summary>
    /// <param name="logits">[images, classes].</param>
    /// <param name="targets">[images, classes].</param>
    public static Tensor CrossEntropy(Tensor logits, Tensor targets)
    {
        using var scope = NewDisposeScope();
        return (targets * logits.log_softmax(1)).sum(1).neg().MoveToOuterDisposeScope();
    }

    private double Scale(Tensor labeledLoss, Tensor unlabeledLoss)
    {
        _labeledAverage = Average(_labeledAverage, labeledLoss.item<float>());
        _unlabeledAverage = Average(_unlabeledAverage, unlabeledLoss.item<float>());
        return _unlabeledAverage > 0 ? _labeledAverage / _unlabeledAverage : 1;
    }

    private double Average(double average, double value) =>
        average == 0 ? value : (_averageDecay * average) + ((1 - _averageDecay) * value);
}
