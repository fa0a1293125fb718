namespace NoisyStudent.Evaluation;

/// <summary>Temperature scaling (Guo et al., arXiv 1706.04599): one number that makes confidence the probability of being right.</summary>
/// <param name="Temperature">Above 1 where the network was too sure of itself.</param>
/// <param name="EceBefore">The expected calibration error, 0 to 1, of the answers as they were, on the pictures that the temperature was fitted on.</param>
/// <param name="EceAfter">The same at the temperature.</param>
public sealed record Calibration(double Temperature, double EceBefore, double EceAfter)
{
    private const double Lowest = 0.1;
    private const double Highest = 10;
    private const int Halvings = 60;

    /// <summary>Fits the temperature: the one with the least negative log-likelihood of the labels, from 0.1 to 10.</summary>
    /// <param name="predictions">Answers for pictures that the network was not trained on.</param>
    /// <param name="labels">The true class of each, at least one.</param>
    public static Calibration Fit(Predictions predictions, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfZero(predictions.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, predictions.Count);

        // The likelihood has one minimum over the inverse temperature; its logarithm, as temperatures are ratios. The ends close in on it.
        var (low, high) = (Math.Log(Lowest), Math.Log(Highest));
        for (var i = 0; i < Halvings; i++)
        {
            var (first, second) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = Loss(predictions, labels, Math.Exp(first)) <= Loss(predictions, labels, Math.Exp(second)) ? (low, second) : (first, high);
        }

        var temperature = Math.Exp((low + high) / 2);
        return new Calibration(
            temperature, Scores.Of(predictions, labels).Ece, Scores.Of(predictions.AtTemperature(temperature), labels).Ece);
    }

    /// <summary>The calibration in a line.</summary>
    /// <param name="pictures">On how many pictures it was fitted.</param>
    public string Describe(int pictures) =>
        $"calibrated on {pictures:N0} held-out pictures: temperature {Temperature:0.000}, ECE {EceBefore:0.000} before and {EceAfter:0.000} after";

    /// <summary>The mean of -log p(label) at a temperature.</summary>
    internal static double Loss(Predictions predictions, IReadOnlyList<int> labels, double temperature)
    {
        var sum = 0.0;
        for (var i = 0; i < labels.Count; i++)
        {
            var distribution = predictions.Distribution(i);
            var total = 0.0;
            foreach (var probability in distribution)
            {
                total += Scaled(probability);
            }

            sum += Math.Log(total / Scaled(distribution[labels[i]]));
        }

        return sum / labels.Count;

        double Scaled(float probability) => Math.Pow(Math.Max(probability, float.Epsilon), 1 / temperature);
    }
}
