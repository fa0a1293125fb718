using System.Globalization;
using System.Text.RegularExpressions;

namespace NoisyStudent;

/// <summary>Lengths of time, as people say them.</summary>
internal static partial class Duration
{
    private const double LongestSeconds = 1e11;

    /// <summary>Reads a length of time.</summary>
    /// <param name="text">Hours, minutes and seconds, each once at most and in this order: <c>90m</c>, <c>1h30m</c>, <c>1.5h</c>, <c>45s</c>.</param>
    /// <returns>The length; null where it is none, or is 0.</returns>
    public static TimeSpan? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var seconds = (3600 * Part("h")) + (60 * Part("m")) + Part("s");
        return seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

        double Part(string unit) => match.Groups[unit] is { Success: true, Value: var number } ? double.Parse(number, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>For example <c>1 h 5 min</c>, <c>2 min 3 s</c> or <c>4.2 s</c>.</summary>
    /// <param name="time">The length.</param>
    public static string Text(TimeSpan time) => time switch
    {
        { TotalHours: >= 1 } => $"{(int)time.TotalHours} h {time.Minutes} min",
        { TotalMinutes: >= 1 } => $"{time.Minutes} min {time.Seconds} s",
        { TotalSeconds: >= 10 } => $"{time.TotalSeconds:F0} s",
        _ => $"{time.TotalSeconds:F1} s",
    };

    /// <summary>The same of seconds, whatever number a file may hold: what is none is shown as 0, and what is too long as some thousand years.</summary>
    /// <param name="seconds">The length.</param>
    public static string Text(double seconds) => Text(TimeSpan.FromSeconds(seconds > 0 ? Math.Min(seconds, LongestSeconds) : 0));

    [GeneratedRegex(@"^((?<h>[0-9]+(\.[0-9]+)?)h)?((?<m>[0-9]+(\.[0-9]+)?)m)?((?<s>[0-9]+(\.[0-9]+)?)s)?\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
