using NoisyStudent.Evaluation;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public sealed class CalibrationTests
{
    /// <summary>
    /// Four of five answers of 0.99 are right: the likelihood is greatest where confidence is 0.8. Its odds are 4, those of 0.99 are 99, and
    /// 99^(1/T) = 4 gives T = log 99 / log 4 = 3.31466.
    /// </summary>
    [Fact]
    public void The_temperature_makes_confidence_the_fraction_that_is_right()
    {
        var predictions = new Predictions([.. Enumerable.Repeat(new[] { 0.99f, 0.01f }, 5).SelectMany(answer => answer)], 2);
        var calibration = Calibration.Fit(predictions, [0, 0, 0, 0, 1]);
        Assert.Equal(3.31466, calibration.Temperature, 4);
        Assert.Equal(0.19, calibration.EceBefore, 4);
        Assert.Equal(0, calibration.EceAfter, 4);
        Assert.Equal(0.8f, predictions.AtTemperature(calibration.Temperature).Confidence(0), 1e-4f);
    }

    [Fact]
    public void An_answer_that_is_never_wrong_sharpens_only_so_far()
    {
        var calibration = Calibration.Fit(new Predictions([0.6f, 0.4f, 0.4f, 0.6f], 2), [0, 1]);
        Assert.Equal(0.1, calibration.Temperature, 6);
    }

    [Fact]
    public void A_label_of_probability_zero_has_a_finite_loss() =>
        Assert.True(double.IsFinite(Calibration.Fit(new Predictions([1, 0, 1, 0, 0.6f, 0.4f], 2), [0, 1, 0]).Temperature));
}
