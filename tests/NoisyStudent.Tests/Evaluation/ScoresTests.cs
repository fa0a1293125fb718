using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public class ScoresTests
{
    [Fact]
    public void Top_1_counts_the_most_probable_class()
    {
        var scores = Scores.Of(new Predictions([0.6f, 0.4f, 0.3f, 0.7f, 0.9f, 0.1f], 2), [0, 1, 1]);
        Assert.Equal(2 / 3.0, scores.Top1, 1e-12);
        Assert.Equal(1, scores.Top5);
    }

    [Fact]
    public void Top_5_counts_labels_among_the_five_most_probable()
    {
        float[] distribution = [0.3f, 0.2f, 0.15f, 0.12f, 0.1f, 0.08f, 0.05f];
        var scores = Scores.Of(new Predictions([.. distribution, .. distribution], 7), [4, 5]);
        Assert.Equal((0, 0.5), (scores.Top1, scores.Top5));
    }

    /// <summary>
    /// Bins of 1/15. Confidence 0.95 and 0.97 lie in the last bin, one of them right: |0.5 - 0.96| of 2 images; 0.6 lies in bin 9 and is
    /// right: |1 - 0.6| of 1. ECE = (2 * 0.46 + 0.4) / 3.
    /// </summary>
    [Fact]
    public void Ece_is_the_weighted_distance_of_accuracy_from_confidence()
    {
        var scores = Scores.Of(new Predictions([0.95f, 0.05f, 0.97f, 0.03f, 0.4f, 0.6f], 2), [0, 1, 1]);
        Assert.Equal(((2 * 0.46) + 0.4) / 3, scores.Ece, 1e-6);
    }

    [Fact]
    public void Certain_and_right_has_no_calibration_error() =>
        Assert.Equal(0, Scores.Of(new Predictions([1, 0, 0, 1], 2), [0, 1]).Ece, 1e-12);

    /// <summary>-(log 1/2 + log 1/4 + log 1) / 3 = log 8 / 3.</summary>
    [Fact]
    public void The_negative_log_likelihood_is_the_mean_over_the_labels_probabilities()
    {
        var scores = Scores.Of(new Predictions([0.5f, 0.5f, 0.75f, 0.25f, 0, 1], 2), [0, 1, 1]);
        Assert.Equal(Math.Log(8) / 3, scores.NegativeLogLikelihood, 1e-7);
    }

    [Fact]
    public void A_label_of_probability_zero_counts_as_1e_12() =>
        Assert.Equal(12 * Math.Log(10), Scores.Of(new Predictions([1, 0], 2), [1]).NegativeLogLikelihood, 1e-9);
}
