using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;
using Xunit;

namespace NoisyStudent.Tests.Evaluation;

public sealed class CalibrationTests
{
    /// <summary>
    /// Four of five answers of 0.99 are right: the likelihood is greatest where confidence is 0.8. Its odds are 4, those of 0.99 are 99, and
    /// 99^(1/T) = 4 gives T = log 99 / log 4 = 3.31466.
    /// </summary>
    [Fact]
    public void Without_a_prior_the_temperature_makes_confidence_the_fraction_that_is_right()
    {
        var temperature = Calibration.TemperatureOf(Alike(0.99f, 5), [0, 0, 0, 0, 1], double.PositiveInfinity);
        Assert.Equal(3.31466, temperature, 4);
        Assert.Equal(0.8f, Alike(0.99f, 5).AtTemperature(temperature).Confidence(0), 1e-4f);
    }

    /// <summary>
    /// Where n answers of one confidence p have odds o and k of them are right, the slope of the likelihood over log T is n (p(T) - k / n) log(o) / T, p(T) being the
    /// confidence at T, and that of the prior log T / deviation^2, 0.35 as a rule: they cancel at the most probable temperature.
    /// </summary>
    [Theory]
    [InlineData(0.99f, 5, 4)]
    [InlineData(0.6f, 1, 1)]
    [InlineData(0.6f, 1, 0)]
    [InlineData(0.99f, 1, 0)]
    [InlineData(0.99f, 3, 3)]
    [InlineData(0.9f, 3, 0)]
    [InlineData(0.6f, 40, 40)]
    [InlineData(0.99f, 3, 3, 0.1)]
    [InlineData(0.9f, 3, 0, 0.7)]
    public void The_prior_holds_the_temperature_near_1_as_a_normal_distribution_of_its_logarithm_does(float confidence, int pictures, int right, double? deviation = null)
    {
        var answers = Alike(confidence, pictures);
        int[] labels = [.. Enumerable.Range(0, pictures).Select(picture => picture < right ? 0 : 1)];
        var (calibration, prior) = (deviation is { } given ? Calibration.Fit(answers, labels, given) : Calibration.Fit(answers, labels), deviation ?? 0.35);
        var (temperature, odds) = (calibration.Temperature, confidence / (1.0 - confidence));
        var tempered = 1 / (1 + Math.Pow(odds, -1 / temperature));
        Assert.Equal(Math.Log(temperature) / (prior * prior), pictures * (tempered - (right / (double)pictures)) * Math.Log(odds) / temperature, 1e-3);
        Assert.Equal(Math.Abs(confidence - (right / (double)pictures)), calibration.EceBefore, 1e-5);
        if (pictures <= 5 && deviation is null)
        {
            Assert.InRange(temperature, 0.5, 2.5);
        }
    }

    [Fact]
    public void Of_several_minima_it_is_the_least()
    {
        var (answers, labels) = (Alike(0.525f, 20), new int[20]);
        Assert.All(
            Enumerable.Range(-23, 47).Select(tenth => Math.Exp(tenth / 10.0)),
            other => Assert.True(Posterior(Calibration.Fit(answers, labels).Temperature) <= Posterior(other) + 1e-9, $"{other}"));

        double Posterior(double temperature) => (20 * Scores.Of(answers.AtTemperature(temperature), labels).NegativeLogLikelihood) + (Math.Pow(Math.Log(temperature) / 0.35, 2) / 2);
    }

    [Fact]
    public void An_answer_that_is_always_right_sharpens_only_so_far() =>
        Assert.Equal(0.1, Calibration.TemperatureOf(Alike(0.6f, 100), new int[100], double.PositiveInfinity), 6);

    [Fact]
    public void Of_no_picture_nothing_is_learned() => Assert.Equal(new Calibration(1, 0, 0), Calibration.Fit(new Predictions([], 2), []));

    [Fact]
    public void A_label_of_probability_zero_has_a_finite_loss() =>
        Assert.True(double.IsFinite(Calibration.Fit(new Predictions([1, 0, 1, 0, 0.6f, 0.4f], 2), [0, 1, 0]).Temperature));

    /// <summary>
    /// Networks whose true temperatures lie between a half and two, each measured on pictures that nothing was fitted on, by the true probabilities of their classes:
    /// unsure ones of four classes, and such as are sure of two.
    /// </summary>
    [Theory]
    [InlineData(1, 4, 3)]
    [InlineData(3, 4, 3)]
    [InlineData(10, 4, 3)]
    [InlineData(1, 2, 8)]
    [InlineData(3, 2, 8)]
    [InlineData(10, 2, 8)]
    public void With_few_pictures_it_is_no_worse_than_none_on_average_where_the_likelihood_alone_is(int pictures, int classes, double spread)
    {
        var (none, alone, regularised) = (0.0, 0.0, 0.0);
        for (var network = 0; network < 400; network++)
        {
            var random = KeyedRandom.For(1, RandomUse.Drawing, pictures, classes, network);
            var temperature = Math.Exp(random.NextDouble(-1, 1) * Math.Log(2));
            var (heldOut, labels, _) = Answers(pictures, classes, spread, temperature, ref random);
            var (fresh, _, truth) = Answers(50, classes, spread, temperature, ref random);
            none += Loss(1);
            alone += Loss(Calibration.TemperatureOf(heldOut, labels, double.PositiveInfinity));
            regularised += Loss(Calibration.Fit(heldOut, labels).Temperature);

            double Loss(double fitted)
            {
                var tempered = fresh.AtTemperature(fitted);
                return -Enumerable.Range(0, 50).Sum(picture => Enumerable.Range(0, classes).Sum(
                    c => truth[(picture * classes) + c] * Math.Log(Math.Max(1e-12, tempered.Distribution(picture)[c]))));
            }
        }

        Assert.True(regularised <= none, $"{regularised} against {none} without");
        Assert.True(alone > none, $"{alone} by the likelihood alone against {none} without");
    }

    [Fact]
    public void With_many_pictures_it_is_the_greatest_likelihood()
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var (heldOut, labels, _) = Answers(5000, classes: 4, spread: 3, temperature: 2, ref random);
        var likelihood = Calibration.TemperatureOf(heldOut, labels, double.PositiveInfinity);
        Assert.Equal(2, likelihood, 0.15);
        Assert.Equal(likelihood, Calibration.Fit(heldOut, labels).Temperature, 0.02);
    }

    /// <summary>Answers of one confidence in class 0 of two.</summary>
    private static Predictions Alike(float confidence, int pictures) => new([.. Enumerable.Repeat(new[] { confidence, 1 - confidence }, pictures).SelectMany(answer => answer)], 2);

    /// <summary>Labels follow the softmax of uniform logits; answers are that of as many times the logits as the temperature says.</summary>
    private static (Predictions Answers, int[] Labels, float[] Truth) Answers(int count, int classes, double spread, double temperature, ref KeyedRandom random)
    {
        var (probabilities, truth, labels) = (new float[count * classes], new float[count * classes], new int[count]);
        for (var picture = 0; picture < count; picture++)
        {
            var logits = new double[classes];
            for (var c = 0; c < classes; c++)
            {
                logits[c] = random.NextDouble(-spread, spread);
            }

            Softmax(logits, 1).CopyTo(truth, picture * classes);
            Softmax(logits, temperature).CopyTo(probabilities, picture * classes);
            var left = random.NextDouble();
            labels[picture] = Math.Min(classes - 1, Enumerable.Range(picture * classes, classes).TakeWhile(place => (left -= truth[place]) >= 0).Count());
        }

        return (new Predictions(probabilities, classes), labels, truth);
    }

    private static float[] Softmax(double[] logits, double scale)
    {
        var exponentials = Array.ConvertAll(logits, logit => Math.Exp(scale * logit));
        return Array.ConvertAll(exponentials, each => (float)(each / exponentials.Sum()));
    }
}
