namespace NoisyStudent.PseudoLabels;

/// <summary>How many images of one class are kept, and how many copies each gets.</summary>
/// <param name="Kept">The most confident ones, in number.</param>
/// <param name="Copies">So many copies of each.</param>
/// <param name="Extra">One more for an image whose random number of 64 bits is under this.</param>
internal readonly record struct SelectionPlan(long Kept, int Copies, ulong Extra)
{
    /// <summary>The plan for each class.</summary>
    /// <param name="passing">How many images of each class pass threshold and outlier score.</param>
    /// <param name="settings">Quantile, K and balance.</param>
    public static SelectionPlan[] For(IReadOnlyList<long> passing, PseudoLabelSettings settings)
    {
        // In decimals, as ceil(0.9 * 10) is to be 9 for whoever writes 0.1.
        var remaining = passing.Select(count => (long)Math.Ceiling((1 - (decimal)settings.ClassQuantile) * count)).ToArray();
        var perClass = (settings.PerClass, settings.Balance) switch
        {
            ({ } given, _) => given,
            (null, true) => Math.Max(1, (long)Math.Round((double)remaining.Sum() / remaining.Length)),
            (null, false) => long.MaxValue,
        };
        return [.. remaining.Select(count => For(count, perClass, settings.Balance))];
    }

    private static SelectionPlan For(long available, long perClass, bool balance)
    {
        if (!balance || available >= perClass || available == 0)
        {
            return new SelectionPlan(Math.Min(available, perClass), Copies: 1, Extra: 0);
        }

        // The least whole number that is not under 2^64 * rest / available, so that chance is exact to the last of 64 bits.
        var (whole, rest) = Math.DivRem(perClass, available);
        return new SelectionPlan(available, checked((int)whole), (ulong)((((UInt128)rest << 64) + (UInt128)(available - 1)) / (UInt128)available));
    }
}
