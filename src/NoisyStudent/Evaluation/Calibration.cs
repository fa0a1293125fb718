namespace NoisyStudent.Evaluation;

/// <summary>
/// Temperature scaling (Guo et al., arXiv 1706.04599): one number that makes confidence the probability of being right. Few pictures hardly tell it, so it is
/// fitted as if there were <see cref="PriorPictures"/> more of the same kind for which confidence is right as it is, which holds it near 1 until there
/// are more that say otherwise.
/// </summary>
/// <param name="Temperature">Above 1 where the network was too sure of itself.</param>
/// <param name="EceBefore">The expected calibration error, 0 to 1, of the answers as they were, on the pictures that the temperature was fitted on.</param>
/// <param name="EceAfter">The same at the temperature.</param>
public sealed record Calibration(double Temperature, double EceBefore, double EceAfter)
{
    /// <summary>As how many pictures the belief counts that answers are calibrated as they are.</summary>
    public const int PriorPictures = 10;

    private const double Lowest = 0.1;
    private const double Highest = 10;
    private const int Halvings = 60;

    /// <summary>Fits the temperature, from 0.1 to 10; 1 where there is no picture.</summary>
    /// <param name="predictions">Answers for pictures that the network was not trained on.</param>
    /// <param name="labels">The true class of each.</param>
    public static Calibration Fit(Predictions predictions, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Count, predictions.Count);
        var temperature = TemperatureOf(predictions, labels, PriorPictures);
        return new Calibration(
            temperature, Scores.Of(predictions, labels).Ece, Scores.Of(predictions.AtTemperature(temperature), labels).Ece);
    }

    /// <summary>The calibration in a line.</summary>
    /// <param name="pictures">On how many pictures it was fitted.</param>
    public string Describe(int pictures) =>
        $"calibrated on {pictures:N0} held-out {(pictures == 1 ? "picture" : "pictures")}: temperature {Temperature:0.000}, ECE {EceBefore:0.000} before and {EceAfter:0.000} after";

    /// <summary>
    /// The temperature with the least sum of -log p(label) over the pictures and of the mean of -log p(class) over <paramref name="prior"/> more, whose classes
    /// are distributed as the answers at temperature 1 say.
    /// </summary>
    /// <param name="predictions">Answers.</param>
    /// <param name="labels">The true class of each.</param>
    /// <param name="prior">How many pictures more; 0 for the greatest likelihood alone.</param>
    internal static double TemperatureOf(Predictions predictions, IReadOnlyList<int> labels, double prior)
    {
        if (labels.Count == 0)
        {
            return 1;
        }

        // With q at temperature 1, -log p(c) is log sum q^b - b log q(c), b being 1 / temperature: the loss is convex in b. The ends close in on its one minimum;
        // in the logarithm of the temperature, as temperatures are ratios.
        var share = prior / labels.Count;
        var pictures = labels.Select((label, picture) => Picture.Of(predictions.Distribution(picture), label, share)).ToArray();
        var (low, high) = (Math.Log(Lowest), Math.Log(Highest));
        for (var i = 0; i < Halvings; i++)
        {
            var (first, second) = (low + ((high - low) / 3), high - ((high - low) / 3));
            (low, high) = Loss(Math.Exp(-first)) <= Loss(Math.Exp(-second)) ? (low, second) : (first, high);
        }

        return Math.Exp((low + high) / 2);

        double Loss(double inverse) => pictures.Sum(picture => ((1 + share) * picture.LogSum(inverse)) - (inverse * picture.Wanted));
    }

    /// <summary>An answer and what is wanted of it.</summary>
    /// <param name="Logs">The logarithms of its probabilities.</param>
    /// <param name="Wanted">That of the label, and the share of the prior times their mean by the answer itself.</param>
    private readonly record struct Picture(double[] Logs, double Wanted)
    {
        public static Picture Of(ReadOnlySpan<float> distribution, int label, double share)
        {
            var (logs, mean) = (new double[distribution.Length], 0.0);
            for (var c = 0; c < logs.Length; c++)
            {
                logs[c] = Math.Log(Math.Max(distribution[c], float.Epsilon));
                mean += distribution[c] * logs[c];
            }

            return new Picture(logs, logs[label] + (share * mean));
        }

        public double LogSum(double inverse)
        {
            var sum = 0.0;
            foreach (var log in Logs)
            {
                sum += Math.Exp(inverse * log);
            }

            return Math.Log(sum);
        }
    }
}
