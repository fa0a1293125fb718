namespace NoisyStudent;

/// <summary>Lengths of time, as people say them.</summary>
public static class Duration
{
    /// <summary>For example <c>1 h 5 min</c>, <c>2 min 3 s</c> or <c>4.2 s</c>.</summary>
    /// <param name="time">The length.</param>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
        { TotalSeconds: >= 10 } => $"{time.TotalSeconds:F0} s",
        _ => $"{time.TotalSeconds:F1} s",
    };
}
