namespace NoisyStudent;

/// <summary>What a number that a person set must fulfil.</summary>
internal static class SettingRange
{
    /// <summary>Refuses a number that is out of range, or none.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="minimum">The least that is allowed.</param>
    /// <param name="maximum">The greatest that is allowed.</param>
    /// <exception cref="NoisyStudentException">It is out of range.</exception>
    public static void Require(string key, double value, double minimum, double maximum)
    {
        if (!(value >= minimum && value <= maximum))
        {
            throw new NoisyStudentException($"{key} is {value}, but must be from {minimum} to {maximum}.");
        }
    }

    /// <summary>Refuses what is not above 0, or beyond the greatest that makes sense.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="maximum">The greatest that is allowed.</param>
    /// <exception cref="NoisyStudentException">It is out of range.</exception>
    public static void RequirePositive(string key, double value, double maximum)
    {
        if (!(value > 0 && value <= maximum))
        {
            throw new NoisyStudentException($"{key} is {value}, but must be above 0 and at most {maximum}.");
        }
    }
}
