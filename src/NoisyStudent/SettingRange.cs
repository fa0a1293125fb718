namespace NoisyStudent;

/// <summary>What a number that a person set must fulfil.</summary>
public static class SettingRange
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

    /// <summary>Refuses what is no finite number above 0.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="NoisyStudentException">It is not above 0.</exception>
    public static void RequirePositive(string key, double value)
    {
        if (!(value > 0) || !double.IsFinite(value))
        {
            throw new NoisyStudentException($"{key} is {value}, but must be above 0.");
        }
    }
}
