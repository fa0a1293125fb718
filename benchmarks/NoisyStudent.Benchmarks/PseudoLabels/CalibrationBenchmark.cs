using NoisyStudent.Evaluation;
using NoisyStudent.Prediction;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// What a temperature that is fitted on few held-out pictures is worth on others: negative log-likelihood and calibration error by the greatest likelihood and
/// with priors of several widths, against no calibration. Networks are simulated: logits are normal, labels follow their softmax, and answers are the softmax of
/// the logits times the true temperature, which is drawn between a half and two, or 1.
/// </summary>
internal static class CalibrationBenchmark
{
    public const string Name = "calibration";

    private const int Networks = 300;
    private const int Fresh = 1000;
    private static readonly int[] _pictures = [1, 3, 10, 30, 100, 1000];
    private static readonly double[] _deviations = [double.PositiveInfinity, 0.7, 0.5, Calibration.PriorDeviation, 0.25];

    /// <summary>Networks that are right in about two of three pictures of ten classes, and such as are right and sure in nine of ten of two classes.</summary>
    private static readonly (int Classes, double Spread)[] _kinds = [(10, 2.5), (2, 4)];

    public static IEnumerable<BenchmarkResult> Run() =>
        from kind in _kinds from largest in (double[])[2, 1] from pictures in _pictures from result in Run(kind, pictures, largest) select result;

    private static IEnumerable<BenchmarkResult> Run((int Classes, double Spread) kind, int pictures, double largest)
    {
        var sums = new (double Nll, double Ece)[_deviations.Length + 1];
        for (var network = 0; network < Networks; network++)
        {
            var random = KeyedRandom.For(1, RandomUse.Drawing, pictures, network);
            var temperature = Math.Exp(random.NextDouble(-1, 1) * Math.Log(largest));
            var (heldOut, labels) = Answers(kind, pictures, temperature, ref random);
            var (fresh, truth) = Answers(kind, Fresh, temperature, ref random);
            Add(0, 1);
            for (var prior = 0; prior < _deviations.Length; prior++)
            {
                Add(prior + 1, Calibration.TemperatureOf(heldOut, labels, _deviations[prior]));
            }

            void Add(int way, double fitted)
            {
                var scores = Scores.Of(fresh.AtTemperature(fitted), truth);
                sums[way] = (sums[way].Nll + (scores.NegativeLogLikelihood / Networks), sums[way].Ece + (scores.Ece / Networks));
            }
        }

        for (var way = 1; way < sums.Length; way++)
        {
            var what = $"{Name}, {kind.Classes} classes, true temperature {(largest == 1 ? "1" : $"{1 / largest:0.##} to {largest:0.##}")}, {pictures:N0} pictures, "
                + (double.IsInfinity(_deviations[way - 1]) ? "greatest likelihood" : $"prior of deviation {_deviations[way - 1]}");
            yield return Result($"{what}: NLL", "nats", sums[way].Nll, sums[0].Nll);
            yield return Result($"{what}: ECE", "ECE", sums[way].Ece, sums[0].Ece);
        }

        static BenchmarkResult Result(string name, string unit, double value, double none) => new(
            name, Math.Round(value, 4), unit, Math.Round(none, 4), "no calibration", Math.Round(value / none, 3));
    }

    private static (Predictions Answers, int[] Labels) Answers((int Classes, double Spread) kind, int count, double temperature, ref KeyedRandom random)
    {
        var (probabilities, labels) = (new float[count * kind.Classes], new int[count]);
        Span<double> logits = stackalloc double[kind.Classes];
        for (var picture = 0; picture < count; picture++)
        {
            foreach (ref var logit in logits)
            {
                logit = kind.Spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            }

            labels[picture] = Draw(logits, random.NextDouble());
            var sum = 0.0;
            foreach (var logit in logits)
            {
                sum += Math.Exp(temperature * logit);
            }

            for (var c = 0; c < kind.Classes; c++)
            {
                probabilities[(picture * kind.Classes) + c] = (float)(Math.Exp(temperature * logits[c]) / sum);
            }
        }

        return (new Predictions(probabilities, kind.Classes), labels);
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
