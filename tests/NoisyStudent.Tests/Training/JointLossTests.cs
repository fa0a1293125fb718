using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;
using Xunit;

namespace NoisyStudent.Tests.Training;

/// <summary>
/// Logits (0, ln 3) are probabilities (1/4, 3/4). Labeled image of class 1: -ln(3/4) = 0.287682. Unlabeled image with target (1/2, 1/2):
/// -(ln(1/4) + ln(3/4)) / 2 = 0.836988; with target (1, 0): ln 4 = 1.386294.
/// </summary>
[Collection(TorchCollection.Name)]
public class JointLossTests
{
    private const double Labeled = 0.287682;
    private const double Unlabeled = (0.836988 + 1.386294) / 2;

    public JointLossTests() => TorchRuntime.Load();

    [Fact]
    public void Without_unlabeled_images_it_is_their_mean_cross_entropy() =>
        Assert.Equal((Labeled + 1.386294) / 2, Loss(LossForm.Mean, 7, [[0, 1], [1, 0]], 2), 1e-5);

    [Theory]
    [InlineData(LossForm.Mean)]
    [InlineData(LossForm.Sum)]
    [InlineData(LossForm.Normalized)]
    public void Without_labeled_images_it_is_the_mean_cross_entropy_too(LossForm form) =>
        Assert.Equal(Unlabeled, Loss(form, 7, [[0.5f, 0.5f], [1, 0]], 0), 1e-5);

    [Fact]
    public void Mean_weighs_and_divides() =>
        Assert.Equal((Labeled + (2 * Unlabeled)) / 3, Loss(LossForm.Mean, 2, [[0, 1], [0.5f, 0.5f], [1, 0]], 1), 1e-5);

    [Fact]
    public void Mean_with_the_ratio_as_weight_is_the_mean_over_the_joint_batch() =>
        Assert.Equal((Labeled + 0.836988 + 1.386294) / 3, Loss(LossForm.Mean, 2, [[0, 1], [0.5f, 0.5f], [1, 0]], 1), 1e-5);

    [Fact]
    public void Sum_adds_r_times_the_unlabeled_loss() =>
        Assert.Equal(Labeled + (2 * Unlabeled), Loss(LossForm.Sum, 2, [[0, 1], [0.5f, 0.5f], [1, 0]], 1), 1e-5);

    [Fact]
    public void Normalized_brings_the_unlabeled_loss_to_the_labeled_one_s_scale()
    {
        // In the first step the averages are the losses themselves: (L + w L) / (1 + w) = L.
        var loss = new JointLoss(LossForm.Normalized, 2, averageDecay: 0.99);
        Assert.Equal(Labeled, Step(loss, [[0, 1], [0.5f, 0.5f], [1, 0]], 1), 1e-5);

        // In the second step, with a labeled target of (1, 0), the averages have moved by a hundredth.
        var labeledAverage = (0.99 * Labeled) + (0.01 * 1.386294);
        var expected = (1.386294 + (2 * labeledAverage / Unlabeled * Unlabeled)) / 3;
        Assert.Equal(expected, Step(loss, [[1, 0], [0.5f, 0.5f], [1, 0]], 1), 1e-5);
    }

    /// <summary>Each image's loss counts by its weight, and the mean is over the number of images, whatever the weights are.</summary>
    [Fact]
    public void Weights_multiply_the_loss_of_each_image()
    {
        Assert.Equal(((3 * Labeled) + (0.5 * 1.386294)) / 2, Loss(LossForm.Mean, 7, [[0, 1], [1, 0]], 2, 3, 0.5f), 1e-5);
        Assert.Equal(
            ((4 * Labeled) + (2 * ((0.25 * 0.836988) + (2 * 1.386294)) / 2)) / 3, Loss(LossForm.Mean, 2, [[0, 1], [0.5f, 0.5f], [1, 0]], 1, 4, 0.25f, 2), 1e-5);
    }

    private static double Loss(LossForm form, double weight, float[][] targets, int labeled, params float[] weights) =>
        Step(new JointLoss(form, weight, averageDecay: 0.99), targets, labeled, weights);

    private static double Step(JointLoss loss, float[][] targets, int labeled, params float[] weights)
    {
        float[] logits = [.. targets.SelectMany(_ => new[] { 0f, MathF.Log(3) })];
        using var result = loss.Of(
            torch.tensor(logits, [targets.Length, 2]), torch.tensor(targets.SelectMany(t => t).ToArray(), [targets.Length, 2]), labeled,
            weights.Length == 0 ? null : torch.tensor(weights));
        return result.item<float>();
    }
}
