namespace NoisyStudent.Evaluation;

/// <summary>Where a fraction lies with 95% confidence, given what was counted.</summary>
/// <param name="Low">The lower end, 0 to 1.</param>
/// <param name="High">The upper end, 0 to 1.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The 97.5% quantile of the normal distribution.</summary>
    private const double Z = 1.959963984540054;

    /// <summary>The score interval of Wilson (1927), which holds for few pictures and for fractions near 0 and 1 too.</summary>
    /// <param name="hits">How many there were.</param>
    /// <param name="of">Among how many; none give the whole of 0 to 1.</param>
    public static Interval Wilson(long hits, long of)
    {
        if (of == 0)
        {
            return new Interval(0, 1);
        }

        var (fraction, square) = (hits / (double)of, Z * Z / of);
        var middle = fraction + (square / 2);
        var half = Math.Sqrt(square * ((fraction * (1 - fraction)) + (square / 4)));
        return new Interval(hits == 0 ? 0 : (middle - half) / (1 + square), hits == of ? 1 : (middle + half) / (1 + square));
    }
}
