using Xunit;

namespace NoisyStudent.Tests;

/// <summary>How often what is drawn at random is tried: a few times every day, and as often as it takes to meet what is rare where somebody asks for it.</summary>
internal static class Thoroughness
{
    private const string Variable = "NOISYSTUDENT_THOROUGH";

    /// <summary>One of two numbers of times.</summary>
    /// <param name="everyDay">How often without being asked.</param>
    /// <param name="asked">How often where the variable is set.</param>
    public static int Times(int everyDay, int asked) => IsAsked ? asked : everyDay;

    /// <summary>Skips a test that takes long and says little more than a quicker one.</summary>
    public static void SkipUnlessAsked() => Assert.SkipUnless(IsAsked, $"It takes long; {Variable}=1 asks for it, as CI does.");

    private static bool IsAsked => Environment.GetEnvironmentVariable(Variable) is not (null or "" or "0");
}
