using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public sealed class ReliabilityDiagramTests
{
    /// <summary>
    /// Confidences 0.95 (right), 0.97 (wrong), 0.6 (right): bin 15, from 14/15, has mean confidence 0.96 and accuracy 0.5; bin 9, from 8/15 to 9/15,
    /// reaches up to 0.6 inclusive.
    /// </summary>
    [Fact]
    public void Images_lie_in_fifteen_bins_of_confidence()
    {
        var bins = ReliabilityDiagram.Of(new Predictions([0.95f, 0.05f, 0.97f, 0.03f, 0.4f, 0.6f], 2), [0, 1, 1]);
        Assert.Equal(15, bins.Count);
        Assert.Equal([(8, 1L), (14, 2L)], bins.Index().Where(bin => bin.Item.Images > 0).Select(bin => (bin.Index, bin.Item.Images)));
        Assert.Equal((14 / 15.0, 1, 0.5), (bins[14].From, bins[14].To, bins[14].Accuracy));
        Assert.Equal(0.96, bins[14].Confidence, 1e-6);
        Assert.Equal(0.6, bins[8].Confidence, 1e-6);
        Assert.Equal(1, bins[8].Accuracy);
        Assert.Equal(((2 * 0.46) + 0.4) / 3, ReliabilityDiagram.ExpectedCalibrationError(bins), 1e-6);
    }

    [Fact]
    public void Certainty_lies_in_the_last_bin_and_an_empty_one_has_no_error()
    {
        var bins = ReliabilityDiagram.Of(new Predictions([1, 0, 0, 1], 2), [0, 0]);
        Assert.Equal((2, 1, 0.5), (bins[14].Images, bins[14].Confidence, bins[14].Accuracy));
        Assert.All(bins.Take(14), bin => Assert.Equal((0, 0, 0), (bin.Images, bin.Confidence, bin.Accuracy)));
        Assert.Equal(0.5, ReliabilityDiagram.ExpectedCalibrationError(bins));
        Assert.Equal(0, ReliabilityDiagram.ExpectedCalibrationError(ReliabilityDiagram.Of(new Predictions([], 2), [])));
    }
}
