namespace NoisyStudent.Reporting.Charts;

/// <summary>An axis with ticks at round numbers.</summary>
/// <param name="Low">Its lower end.</param>
/// <param name="High">Its upper end.</param>
/// <param name="Step">From tick to tick; they are the multiples of it.</param>
internal readonly record struct ChartAxis(double Low, double High, double Step)
{
    private const double Largest = 1e15;
    private const double Rounding = 1e-9;

    /// <summary>Its ticks, rising.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var (first, step) = (Math.Ceiling((Low / Step) - Rounding), Step);
            return Enumerable.Range(0, 1 + (int)Math.Floor((High / Step) + Rounding - first)).Select(tick => (first + tick) * step);
        }
    }

    /// <summary>An axis that shows all values, from tick to tick.</summary>
    /// <param name="values">The values; those that are not finite do not count.</param>
    /// <param name="intervals">About how many intervals it has.</param>
    /// <param name="low">An end that is given; null for the smallest value.</param>
    /// <param name="high">An end that is given; null for the largest value.</param>
    public static ChartAxis Over(IEnumerable<double> values, int intervals = 4, double? low = null, double? high = null)
    {
        var finite = values.Where(double.IsFinite).Select(value => Math.Clamp(value, -Largest, Largest)).DefaultIfEmpty(0).ToArray();
        var (from, to) = (low ?? finite.Min(), high ?? finite.Max());
        var raw = Math.Max(to - from, 1e-6 * Math.Max(1, Math.Abs(to))) / intervals;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 2.5 => 2.5, <= 5 => 5, _ => 10 });
        return new ChartAxis(low ?? (step * Math.Floor((from / step) + Rounding)), high ?? (step * Math.Ceiling((to / step) - Rounding)), step);
    }

    /// <summary>Where a value lies, 0 to 1.</summary>
    /// <param name="value">The value; what is beyond an end lies at it.</param>
    public double Place(double value) => High > Low && double.IsFinite(value) ? Math.Clamp((value - Low) / (High - Low), 0, 1) : 0;
}
