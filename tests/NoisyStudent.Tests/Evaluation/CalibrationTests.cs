using NoisyStudent.Evaluation;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public sealed class CalibrationTests
{
    private const int Classes = 4;

    /// <summary>
    /// Four of five answers of 0.99 are right: the likelihood is greatest where confidence is 0.8. Its odds are 4, those of 0.99 are 99, and
    /// 99^(1/T) = 4 gives T = log 99 / log 4 = 3.31466.
    /// </summary>
    [Fact]
    public void Without_a_prior_the_temperature_makes_confidence_the_fraction_that_is_right()
    {
        var predictions = Sure(5);
        var temperature = Calibration.TemperatureOf(predictions, [0, 0, 0, 0, 1], prior: 0);
        Assert.Equal(3.31466, temperature, 4);
        Assert.Equal(0.8f, predictions.AtTemperature(temperature).Confidence(0), 1e-4f);
    }

    /// <summary>
    /// Ten pictures more, of which 0.99 are right as the answers say: 4 + 9.9 of 15 are right, so that confidence is 13.9 / 15, its odds 13.9 / 1.1 and
    /// T = log 99 / log (13.9 / 1.1) = 1.81154.
    /// </summary>
    [Fact]
    public void The_prior_counts_as_ten_pictures_for_which_the_answers_are_right_as_they_are()
    {
        var calibration = Calibration.Fit(Sure(5), [0, 0, 0, 0, 1]);
        Assert.Equal(10, Calibration.PriorPictures);
        Assert.Equal(1.81154, calibration.Temperature, 4);
        Assert.Equal(0.19, calibration.EceBefore, 4);
        Assert.Equal((13.9 / 15) - 0.8, calibration.EceAfter, 4);
    }

    /// <summary>Confidence becomes (n + 10 * 0.6) / (n + 10) where all of n answers of 0.6 are right, and 10 * 0.6 / (n + 10) where none is.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(1, false)]
    public void All_right_or_all_wrong_of_few_pictures_ends_at_no_bound(int pictures, bool right)
    {
        var predictions = new Predictions([.. Enumerable.Range(0, pictures).SelectMany(_ => new[] { 0.6f, 0.4f })], 2);
        var confidence = ((right ? pictures : 0) + 6.0) / (pictures + 10);
        var expected = Math.Log(1.5) / Math.Log(confidence / (1 - confidence));
        Assert.Equal(expected, Calibration.Fit(predictions, [.. Enumerable.Repeat(right ? 0 : 1, pictures)]).Temperature, 4);
        Assert.InRange(expected, 0.2, 5);
    }

    [Fact]
    public void An_answer_that_is_always_right_sharpens_only_so_far()
    {
        var predictions = new Predictions([.. Enumerable.Range(0, 100_000).SelectMany(_ => new[] { 0.6f, 0.4f })], 2);
        Assert.Equal(0.1, Calibration.TemperatureOf(predictions, new int[100_000], prior: 0), 6);
    }

    [Fact]
    public void Of_no_picture_nothing_is_learned() => Assert.Equal(new Calibration(1, 0, 0), Calibration.Fit(new Predictions([], 2), []));

    [Fact]
    public void A_label_of_probability_zero_has_a_finite_loss() =>
        Assert.True(double.IsFinite(Calibration.Fit(new Predictions([1, 0, 1, 0, 0.6f, 0.4f], 2), [0, 1, 0]).Temperature));

    /// <summary>Networks whose true temperatures lie between a half and two, each measured on pictures that nothing was fitted on.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(10)]
    public void With_few_pictures_it_is_no_worse_than_none_on_average_where_the_likelihood_alone_is(int pictures)
    {
        var (none, alone, regularised) = (0.0, 0.0, 0.0);
        for (var network = 0; network < 200; network++)
        {
            var random = KeyedRandom.For(1, RandomUse.Drawing, pictures, network);
            var temperature = Math.Exp(random.NextDouble(-1, 1) * Math.Log(2));
            var (heldOut, labels) = Answers(pictures, temperature, ref random);
            var (fresh, truth) = Answers(200, temperature, ref random);
            none += Loss(1);
            alone += Loss(Calibration.TemperatureOf(heldOut, labels, prior: 0));
            regularised += Loss(Calibration.Fit(heldOut, labels).Temperature);

            double Loss(double fitted) => Scores.Of(fresh.AtTemperature(fitted), truth).NegativeLogLikelihood / 200;
        }

        Assert.True(regularised <= none, $"{regularised} against {none} without");
        Assert.True(alone > none, $"{alone} by the likelihood alone against {none} without");
    }

    [Fact]
    public void With_many_pictures_it_is_the_greatest_likelihood()
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var (heldOut, labels) = Answers(5000, temperature: 2, ref random);
        var likelihood = Calibration.TemperatureOf(heldOut, labels, prior: 0);
        Assert.Equal(2, likelihood, 0.1);
        Assert.Equal(likelihood, Calibration.Fit(heldOut, labels).Temperature, 0.01);
    }

    private static Predictions Sure(int pictures) => new([.. Enumerable.Repeat(new[] { 0.99f, 0.01f }, pictures).SelectMany(answer => answer)], 2);

    /// <summary>Labels follow the softmax of uniform logits; answers are that of as many times the logits as the temperature says.</summary>
    private static (Predictions Answers, int[] Labels) Answers(int count, double temperature, ref KeyedRandom random)
    {
        var (probabilities, labels) = (new float[count * Classes], new int[count]);
        for (var picture = 0; picture < count; picture++)
        {
            var logits = new double[Classes];
            for (var c = 0; c < Classes; c++)
            {
                logits[c] = random.NextDouble(-3, 3);
            }

            var (truth, answer) = (Softmax(logits, 1), Softmax(logits, temperature));
            var left = random.NextDouble();
            labels[picture] = Math.Min(Classes - 1, truth.TakeWhile(probability => (left -= probability) >= 0).Count());
            answer.CopyTo(probabilities, picture * Classes);
        }

        return (new Predictions(probabilities, Classes), labels);
    }

    private static float[] Softmax(double[] logits, double scale)
    {
        var exponentials = Array.ConvertAll(logits, logit => Math.Exp(scale * logit));
        return Array.ConvertAll(exponentials, each => (float)(each / exponentials.Sum()));
    }
}
