using NoisyStudent.Evaluation;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// What a temperature that is fitted on few held-out pictures is worth on others: negative log-likelihood and calibration error by the greatest likelihood and
/// with priors of several strengths, against no calibration. Networks are simulated: their logits are normal, the labels follow the softmax of the logits over
/// the true temperature, which is drawn between a half and two, or 1.
/// </summary>
internal static class CalibrationBenchmark
{
    public const string Name = "calibration";

    private const int Classes = 10;
    private const double Spread = 2.5;
    private const int Networks = 300;
    private const int Fresh = 2000;
    private static readonly int[] _pictures = [3, 10, 30, 100, 1000];
    private static readonly double[] _priors = [0, 1, 3, 10, 30, 100];

    public static IEnumerable<BenchmarkResult> Run() =>
        from largest in (double[])[2, 1] from pictures in _pictures from result in Run(pictures, largest) select result;

    private static IEnumerable<BenchmarkResult> Run(int pictures, double largest)
    {
        var sums = new (double Nll, double Ece)[_priors.Length + 1];
        for (var network = 0; network < Networks; network++)
        {
            var random = KeyedRandom.For(1, RandomUse.Drawing, pictures, network);
            var temperature = Math.Exp(random.NextDouble(-1, 1) * Math.Log(largest));
            var (heldOut, labels) = Answers(pictures, temperature, ref random);
            var (fresh, truth) = Answers(Fresh, temperature, ref random);
            Add(0, 1);
            for (var prior = 0; prior < _priors.Length; prior++)
            {
                Add(prior + 1, Calibration.TemperatureOf(heldOut, labels, _priors[prior]));
            }

            void Add(int way, double fitted)
            {
                var scores = Scores.Of(fresh.AtTemperature(fitted), truth);
                sums[way] = (sums[way].Nll + (scores.NegativeLogLikelihood / Networks), sums[way].Ece + (scores.Ece / Networks));
            }
        }

        for (var way = 1; way < sums.Length; way++)
        {
            var what = $"{Name}, true temperature {(largest == 1 ? "1" : $"{1 / largest:0.##} to {largest:0.##}")}, {pictures:N0} pictures, "
                + (_priors[way - 1] == 0 ? "greatest likelihood" : $"prior of {_priors[way - 1]:N0}");
            yield return Result($"{what}: NLL", "nats", sums[way].Nll, sums[0].Nll);
            yield return Result($"{what}: ECE", "ECE", sums[way].Ece, sums[0].Ece);
        }

        static BenchmarkResult Result(string name, string unit, double value, double none) => new(
            name, Math.Round(value, 4), unit, Math.Round(none, 4), "no calibration", Math.Round(value / none, 3));
    }

    private static (Predictions Answers, int[] Labels) Answers(int count, double temperature, ref KeyedRandom random)
    {
        var (probabilities, labels) = (new float[count * Classes], new int[count]);
        Span<double> logits = stackalloc double[Classes];
        for (var picture = 0; picture < count; picture++)
        {
            foreach (ref var logit in logits)
            {
                logit = Spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            }

            labels[picture] = Draw(logits, random.NextDouble());
            var sum = 0.0;
            foreach (var logit in logits)
            {
                sum += Math.Exp(temperature * logit);
            }

            for (var c = 0; c < Classes; c++)
            {
                probabilities[(picture * Classes) + c] = (float)(Math.Exp(temperature * logits[c]) / sum);
            }
        }

        return (new Predictions(probabilities, Classes), labels);
    }

    /// <summary>A class by the softmax of logits.</summary>
    private static int Draw(ReadOnlySpan<double> logits, double random)
    {
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit);
        }

        var left = random * sum;
        for (var c = 0; c < logits.Length - 1; c++)
        {
            left -= Math.Exp(logits[c]);
            if (left < 0)
            {
                return c;
            }
        }

        return logits.Length - 1;
    }
}
