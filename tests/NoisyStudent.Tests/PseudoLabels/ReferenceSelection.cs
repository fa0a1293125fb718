using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Tests.PseudoLabels;

/// <summary>Filtering and balancing in memory, as the documentation has it, word for word.</summary>
internal static class ReferenceSelection
{
    /// <summary>How many copies each row gets, and what became of each class.</summary>
    /// <param name="rows">All pseudo-labels.</param>
    /// <param name="classes">The class names.</param>
    /// <param name="request">What is asked for; its quantile is whole thousandths.</param>
    public static (int[] Copies, ClassSelection[] Classes) Of(IReadOnlyList<PseudoLabelRow> rows, IReadOnlyList<string> classes, SelectionRequest request)
    {
        var settings = request.Settings;
        var remaining = classes.Select(name => Enumerable.Range(0, rows.Count)
            .Where(row => rows[row].Class == name && rows[row].Confidence >= settings.Threshold && !(rows[row].OutlierScore > request.OutlierScore))
            .OrderByDescending(row => rows[row].Confidence)
            .ThenBy(row => Convert.ToHexString(Encoding.UTF8.GetBytes(rows[row].File)), StringComparer.Ordinal)
            .ToArray()).Select(all => all[..Remaining(all.Length, settings.ClassQuantile)]).ToArray();
        var parts = classes.Select(name => settings.BalanceTowards == ClassShares.Labeled ? request.LabeledImages![name] : 1).ToArray();
        var whole = settings.PerClass * (long)classes.Count ?? remaining.Sum(all => all.Length);

        var copies = new int[rows.Count];
        var selections = new ClassSelection[classes.Count];
        for (var c = 0; c < classes.Count; c++)
        {
            var perClass = settings.Balance ? Math.Max(1, (int)Math.Round(whole * (double)parts[c] / parts.Sum())) : settings.PerClass ?? int.MaxValue;
            var kept = remaining[c].Take(perClass).ToArray();
            foreach (var row in kept)
            {
                copies[row] = settings.Balance && kept.Length < perClass
                    ? (perClass / kept.Length) + (Draw(request, rows[row].File, perClass % kept.Length, kept.Length) ? 1 : 0)
                    : 1;
            }

            var seen = rows.Where(row => row.Class == classes[c]).Select(row => row.Confidence).Order().ToArray();
            selections[c] = new ClassSelection(seen.Length, kept.Length, kept.Sum(row => (long)copies[row]), Quantiles(seen));
        }

        return (copies, selections);
    }

    /// <summary>ceil((1 - quantile) n), in whole numbers.</summary>
    private static int Remaining(int count, double quantile) => count - ((int)Math.Round(quantile * 1000) * count / 1000);

    /// <summary>Whether u / 2^64 is under rest / n, u being the first eight bytes of an MD5 hash, the first byte the lowest.</summary>
    private static bool Draw(SelectionRequest request, string file, int rest, int n)
    {
#pragma warning disable CA5351 // Nothing is kept secret.
        var hash = MD5.HashData(Encoding.UTF8.GetBytes($"{request.Seed} {request.Iteration} {file}"));
#pragma warning restore CA5351
        return new BigInteger(BinaryPrimitives.ReadUInt64LittleEndian(hash)) * n < new BigInteger(rest) << 64;
    }

    private static ConfidenceQuantiles? Quantiles(float[] rising)
    {
        return rising.Length == 0 ? null : new ConfidenceQuantiles(rising[0], At(0.25), At(0.5), At(0.75), rising[^1]);

        float At(double part) => rising[(int)Math.Ceiling(part * rising.Length) - 1];
    }
}
