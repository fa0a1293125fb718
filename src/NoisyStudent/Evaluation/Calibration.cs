using NoisyStudent.Prediction;

namespace NoisyStudent.Evaluation;

/// <summary>
/// Temperature scaling (Guo et al., arXiv 1706.04599): one number that makes confidence the probability of being right. A few pictures hardly tell it, so that it
/// is the most probable one after them where before them its logarithm was normally distributed around 0 with a certain deviation.
/// </summary>
/// <param name="Temperature">Above 1 where the network was too sure of itself.</param>
/// <param name="EceBefore">The expected calibration error, 0 to 1, of the answers as they were, on the pictures that the temperature was fitted on.</param>
/// <param name="EceAfter">The same at the temperature.</param>
public sealed record Calibration(double Temperature, double EceBefore, double EceAfter)
{
    /// <summary>The usual standard deviation of the logarithm of a temperature before any picture is seen: 95% of them lie between a half and two.</summary>
    public const double PriorDeviation = 0.35;

    private const double Lowest = 0.1;
    private const double Highest = 10;
    private const int Steps = 46;
    private const int Thirds = 40;

    /// <summary>Fits the temperature, from 0.1 to 10; 1 where there is no picture.</summary>
    /// <param name="predictions">Answers for pictures that the network was not trained on.</param>
    /// <param name="labels">The true class of each.</param>
    /// <param name="deviation">The standard deviation of the temperature's logarithm before any picture is seen.</param>
    public static Calibration Fit(Predictions predictions, IReadOnlyList<int> labels, double deviation = PriorDeviation)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, predictions.Count);
        var temperature = TemperatureOf(predictions, labels, deviation);
        return new Calibration(
            temperature, Scores.Of(predictions, labels).Ece, Scores.Of(predictions.AtTemperature(temperature), labels).Ece);
    }

    /// <summary>The calibration in a line.</summary>
    /// <param name="pictures">On how many pictures it was fitted.</param>
    public string Describe(int pictures) =>
        $"calibrated on {pictures:N0} held-out {(pictures == 1 ? "picture" : "pictures")}: temperature {Temperature:0.000}, ECE {EceBefore:0.000} before and {EceAfter:0.000} after";

    /// <summary>The temperature T with the least sum over the pictures of -log p(label), and (log T)^2 / (2 deviation^2).</summary>
    /// <param name="predictions">Answers.</param>
    /// <param name="labels">The true class of each.</param>
    /// <param name="deviation">The prior's standard deviation of log T; infinity for the greatest likelihood alone.</param>
    internal static double TemperatureOf(Predictions predictions, IReadOnlyList<int> labels, double deviation)
    {
        if (labels.Count == 0)
        {
            return 1;
        }

        // The sum of both may have several minima: the best of evenly spaced temperatures is near the least, and between its neighbours the ends close in on that.
        var answers = LogarithmsOf(predictions);
        var (least, step) = (Math.Log(Lowest), (Math.Log(Highest) - Math.Log(Lowest)) / Steps);
        var best = Enumerable.Range(0, Steps + 1).MinBy(place => Loss(least + (place * step)));
        var (low, high) = (least + (Math.Max(0, best - 1) * step), least + (Math.Min(Steps, best + 1) * step));
        for (var i = 0; i < Thirds; i++)
        {
            var (first, second) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = Loss(first) <= Loss(second) ? (low, second) : (first, high);
        }

        return Math.Exp((low + high) / 2);

        double Loss(double logarithm)
        {
            var (inverse, sum) = (Math.Exp(-logarithm), logarithm * logarithm / (2 * deviation * deviation));
            for (var picture = 0; picture < labels.Count; picture++)
            {
                sum += NegativeLogLikelihood(answers.AsSpan(picture * predictions.Classes, predictions.Classes), labels[picture], inverse);
            }

            return sum;
        }
    }

    private static double[] LogarithmsOf(Predictions predictions)
    {
        var logarithms = new double[predictions.Count * predictions.Classes];
        for (var picture = 0; picture < predictions.Count; picture++)
        {
            var distribution = predictions.Distribution(picture);
            for (var c = 0; c < distribution.Length; c++)
            {
                logarithms[(picture * predictions.Classes) + c] = Math.Log(Math.Max(distribution[c], float.Epsilon));
            }
        }

        return logarithms;
    }

    /// <summary>With q the answer, -log p(label) at inverse temperature b is log(sum of q^b) - b log q(label).</summary>
    private static double NegativeLogLikelihood(ReadOnlySpan<double> logarithms, int label, double inverse)
    {
        // An answer has a probability of 1 / classes at least, so that the sum is no zero; and none above 1, so that it is finite.
        var sum = 0.0;
        foreach (var logarithm in logarithms)
        {
            sum += Math.Exp(inverse * logarithm);
        }

        return Math.Log(sum) - (inverse * logarithms[label]);
    }
}
