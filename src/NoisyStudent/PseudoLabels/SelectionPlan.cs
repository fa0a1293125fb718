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
    /// <param name="shares">What the images of each class are to be in proportion to; null for as many of each.</param>
    public static SelectionPlan[] For(IReadOnlyList<long> passing, PseudoLabelSettings settings, IReadOnlyList<long>? shares = null)
    {
        // In decimals, as ceil(0.9 * 10) is to be 9 for whoever writes 0.1.
        var remaining = passing.Select(count => (long)Math.Ceiling((1 - (decimal)settings.ClassQuantile) * count)).ToArray();
        if (!settings.Balance)
        {
            return [.. remaining.Select(count => For(count, settings.PerClass ?? long.MaxValue, balance: false))];
        }

        // Whole numbers up to one division, so that equal shares give what no shares do.
        var whole = settings.PerClass * (double)remaining.Length ?? remaining.Sum();
        var parts = shares ?? [.. remaining.Select(_ => 1L)];
        return [.. remaining.Zip(parts, (count, part) => For(count, Math.Max(1, (long)Math.Round(whole * part / parts.Sum())), balance: true))];
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
