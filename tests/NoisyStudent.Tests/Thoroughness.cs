namespace NoisyStudent.Tests;

/// <summary>How often what is drawn at random is tried: a few times every day, and as often as it takes to meet what is rare where somebody asks for it.</summary>
internal static class Thoroughness
{
    private const string Variable = "NOISYSTUDENT_THOROUGH";

    /// <summary>One of two numbers of times.</summary>
    /// <param name="everyDay">How often without being asked.</param>
    /// <param name="asked">How often where the variable is set.</param>
    public static int Times(int everyDay, int asked) => Environment.GetEnvironmentVariable(Variable) is null or "" or "0" ? everyDay : asked;
}
