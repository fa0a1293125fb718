namespace NoisyStudent;

/// <summary>Fractions in percent, without the space that .NET's own format puts before the sign.</summary>
internal static class Percentage
{
    /// <summary>With one digit after the point, for example <c>80.0%</c>.</summary>
    /// <param name="fraction">80% is 0.8.</param>
    public static string Text(double fraction) => $"{100 * fraction:0.0}%";

    /// <summary>With no more digits than it needs, and one after the point at most, for example <c>80%</c>.</summary>
    /// <param name="fraction">80% is 0.8.</param>
    public static string ShortText(double fraction) => $"{100 * fraction:0.#}%";
}
