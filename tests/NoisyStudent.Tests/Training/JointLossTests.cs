using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

/// <summary>
/// Logits (0, ln 3) are probabilities (1/4, 3/4). Labeled image of class 1: -ln(3/4) = 0.287682. Pseudo-labeled image with target (1/2, 1/2):
/// -(ln(1/4) + ln(3/4)) / 2 = 0.836988; with target (1, 0): ln 4 = 1.386294.
/// </summary>
[Collection(TorchCollection.Name)]
public class JointLossTests
{
    private const double Labeled = 0.287682;
    private const double Even = 0.836988;
    private const double Wrong = 1.386294;
    private const double PseudoLabeled = (Even + Wrong) / 2;

    /// <summary>An image of each kind, one after the other.</summary>
    private static readonly float[][] _three = [[0, 1], [0.5f, 0.5f], [1, 0]];

    public JointLossTests() => TorchRuntime.Load();

    [Theory]
    [InlineData(LossForm.Mean)]
    [InlineData(LossForm.Sum)]
    [InlineData(LossForm.Normalized)]
    public void Of_one_part_it_is_the_mean_cross_entropy_whatever_its_weight(LossForm form) =>
        Assert.Equal(PseudoLabeled, Step(Loss(form), [[0.5f, 0.5f], [1, 0]], [(2, 7)]), 1e-5);

    [Fact]
    public void Mean_weighs_and_divides() =>
        Assert.Equal((Labeled + (2 * PseudoLabeled)) / 3, Step(Loss(LossForm.Mean), _three, [(1, 1), (2, 2)]), 1e-5);

    [Fact]
    public void Mean_with_the_ratio_as_weight_is_the_mean_over_the_joint_batch() =>
        Assert.Equal((Labeled + Even + Wrong) / 3, Step(Loss(LossForm.Mean), _three, [(1, 1), (2, 2)]), 1e-5);

    [Fact]
    public void Sum_adds_r_times_the_pseudo_labeled_loss() =>
        Assert.Equal(Labeled + (2 * PseudoLabeled), Step(Loss(LossForm.Sum), _three, [(1, 1), (2, 2)]), 1e-5);

    [Fact]
    public void Normalized_brings_the_pseudo_labeled_loss_to_the_labeled_one_s_scale()
    {
        // In the first step the averages are the losses themselves: (L + w L) / (1 + w) = L.
        var loss = Loss(LossForm.Normalized);
        Assert.Equal(Labeled, Step(loss, _three, [(1, 1), (2, 2)]), 1e-5);

        // In the second step, with a labeled target of (1, 0), the averages have moved by a hundredth.
        var labeledAverage = (0.99 * Labeled) + (0.01 * Wrong);
        var expected = (Wrong + (2 * labeledAverage / PseudoLabeled * PseudoLabeled)) / 3;
        Assert.Equal(expected, Step(loss, [[1, 0], [0.5f, 0.5f], [1, 0]], [(1, 1), (2, 2)]), 1e-5);
    }

    /// <summary>Of three parts of one image each, with the weights 2, 3 and 5.</summary>
    [Fact]
    public void Any_number_of_parts_count_by_their_weights()
    {
        Assert.Equal(((2 * Labeled) + (3 * Even) + (5 * Wrong)) / 10, Step(Loss(LossForm.Mean), _three, [(1, 2), (1, 3), (1, 5)]), 1e-5);
        Assert.Equal((2 * Labeled) + (3 * Even) + (5 * Wrong), Step(Loss(LossForm.Sum), _three, [(1, 2), (1, 3), (1, 5)]), 1e-5);

        // Each of the others is brought to the first one's scale: in the first step all are as large as it, in the second it is itself larger than its average.
        var normalized = Loss(LossForm.Normalized);
        Assert.Equal(Labeled, Step(normalized, _three, [(1, 2), (1, 3), (1, 5)]), 1e-5);
        var average = (0.99 * Labeled) + (0.01 * Wrong);
        Assert.Equal(((2 * Wrong) + (3 * average) + (5 * average)) / 10, Step(normalized, [[1, 0], [0.5f, 0.5f], [1, 0]], [(1, 2), (1, 3), (1, 5)]), 1e-5);
    }

    /// <summary>Where the images of the second part stand before those of the first, as ones with model noise do before others.</summary>
    [Fact]
    public void A_part_is_where_the_batch_says_whatever_its_number()
    {
        BatchPart[] parts = [new("1", First: 1, Count: 2, Weight: 1), new("2", First: 0, Count: 1, Weight: 4)];
        Assert.Equal(((4 * Labeled) + PseudoLabeled) / 5, Step(Loss(LossForm.Mean), _three, parts), 1e-5);

        // Normalized goes by the first part, not by the first image.
        Assert.Equal(PseudoLabeled, Step(Loss(LossForm.Normalized), _three, parts), 1e-5);
    }

    /// <summary>Each image's loss counts by its weight, and the mean is over the number of images, whatever the weights are.</summary>
    [Fact]
    public void Weights_multiply_the_loss_of_each_image()
    {
        Assert.Equal(((3 * Labeled) + (0.5 * Wrong)) / 2, Step(Loss(LossForm.Mean), [[0, 1], [1, 0]], [(2, 1)], 3, 0.5f), 1e-5);
        Assert.Equal(
            ((4 * Labeled) + (2 * ((0.25 * Even) + (2 * Wrong)) / 2)) / 3, Step(Loss(LossForm.Mean), _three, [(1, 1), (2, 2)], 4, 0.25f, 2), 1e-5);
    }

    private static JointLoss Loss(LossForm form) => new(form, ["1", "2", "3"], averageDecay: 0.99);

    private static double Step(JointLoss loss, float[][] targets, (int Count, double Weight)[] parts, params float[] weights) => Step(
        loss, targets, [.. parts.Select((part, i) => new BatchPart($"{i + 1}", parts[..i].Sum(before => before.Count), part.Count, part.Weight))], weights);

    private static double Step(JointLoss loss, float[][] targets, BatchPart[] parts, params float[] weights)
    {
        float[] logits = [.. targets.SelectMany(_ => new[] { 0f, MathF.Log(3) })];
        var batch = new JointBatch(
            Input: null!, torch.tensor(targets.SelectMany(t => t).ToArray(), [targets.Length, 2]),
            weights is [] ? torch.ones(targets.Length) : torch.tensor(weights), parts);
        using var result = loss.Of(torch.tensor(logits, [targets.Length, 2]), batch);
        return result.item<float>();
    }
}
