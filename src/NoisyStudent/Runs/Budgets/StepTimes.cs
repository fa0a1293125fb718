namespace NoisyStudent.Runs.Budgets;

/// <summary>
/// How long a step takes, on a machine that other work may disturb. Steps are looked at window by window, until those of one agree with the fastest that
/// there was and had the processors for themselves, or until patience ends: a disturbed moment passes, and a machine that stays busy is slow.
/// </summary>
/// <param name="window">How long a window is; of longer steps it is one.</param>
/// <param name="patience">How much longer than one window all of them may take.</param>
/// <param name="processors">How many processors a step keeps busy from its beginning to its end; 0 where that is not known.</param>
internal sealed class StepTimes(TimeSpan window, TimeSpan patience, int processors)
{
    /// <summary>Steps that take up to so many times as long as the fastest agree with it; a plan changes little by less.</summary>
    private const double Agreement = 1.5;

    /// <summary>Steps that got less of the processors' time than this shared them. Alone, they get 0.95 to 1 of it (docs/performance.md).</summary>
    private const double LeastShare = 0.9;

    private readonly List<double> _seconds = [];
    private int _before;
    private double _windowSeconds;
    private double _windowProcessor;

    /// <summary>Whether enough is known, or patience has ended.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether the last window was undisturbed.</summary>
    public bool IsSteady { get; private set; }

    /// <summary>What all steps took of the patience.</summary>
    public TimeSpan Waited => TimeSpan.FromSeconds(Math.Clamp(_seconds.Sum() - window.TotalSeconds, 0, patience.TotalSeconds));

    /// <summary>How much processor time all steps took, in seconds.</summary>
    public double Processor { get; private set; }

    /// <summary>Seconds of the fastest step: what the machine can do.</summary>
    public double Fastest { get; private set; } = double.PositiveInfinity;

    /// <summary>Median seconds of a step, of the last window where that was undisturbed, else of all: what the machine does at present.</summary>
    public double Typical => Median(IsSteady ? _seconds[_before..] : _seconds);

    /// <summary>What one image takes.</summary>
    /// <param name="images">How many a step takes.</param>
    public ImageTime Each(int images) => new(Typical / images, Fastest / images, Processor / _seconds.Count / images, IsSteady);

    /// <summary>Takes the next step.</summary>
    /// <param name="seconds">How long it took.</param>
    /// <param name="processor">How much processor time the process got meanwhile, in seconds.</param>
    public void Add(double seconds, double processor)
    {
        if (_windowSeconds >= window.TotalSeconds)
        {
            (_before, _windowSeconds, _windowProcessor) = (_seconds.Count, 0, 0);
        }

        _seconds.Add(seconds);
        _windowSeconds += seconds;
        _windowProcessor += processor;
        Fastest = Math.Min(Fastest, seconds);
        Processor += processor;
        if (_windowSeconds >= window.TotalSeconds)
        {
            IsSteady = Median(_seconds[_before..]) <= Agreement * Fastest && _windowProcessor >= LeastShare * processors * _windowSeconds;
            IsDone = IsSteady || Waited >= patience;
        }
    }

    private static double Median(List<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
