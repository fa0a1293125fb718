using System.Text.Encodings.Web;
using System.Text.Json;

namespace NoisyStudent.Benchmarks;

/// <summary>The last line of every benchmark, as JSON.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Value">What was measured, a median.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Reference">The same for what it is compared with, measured in turn with it.</param>
/// <param name="ReferenceName">What that is.</param>
/// <param name="Ratio">Value over reference: the median over the pairs.</param>
internal sealed record BenchmarkResult(string Name, double Value, string Unit, double Reference, string ReferenceName, double Ratio)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int Pairs = 9;

    /// <summary>Runs two pieces of work in turn, A B A B ..., so that a machine whose speed drifts treats both alike.</summary>
    /// <param name="name">The benchmark.</param>
    /// <param name="unit">The unit of what the pieces return.</param>
    /// <param name="measured">Returns the rate of one run.</param>
    /// <param name="referenceName">What it is compared with.</param>
    /// <param name="reference">Returns its rate.</param>
    public static BenchmarkResult Compare(string name, string unit, Func<double> measured, string referenceName, Func<double> reference)
    {
        _ = (measured(), reference());
        var pairs = Enumerable.Range(0, Pairs).Select(_ => (Value: measured(), Reference: reference())).ToArray();
        return new BenchmarkResult(
            name, Math.Round(Median(pairs.Select(pair => pair.Value)), 1), unit, Math.Round(Median(pairs.Select(pair => pair.Reference)), 1),
            referenceName, Math.Round(Median(pairs.Select(pair => pair.Value / pair.Reference)), 3));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
