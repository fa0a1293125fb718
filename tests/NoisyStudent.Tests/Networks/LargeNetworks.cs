using Xunit;

namespace NoisyStudent.Tests.Networks;

/// <summary>Networks that take a minute or gigabytes of memory: they are tested when somebody asks for it.</summary>
internal static class LargeNetworks
{
    private const string Variable = "NOISYSTUDENT_LARGE_NETWORKS";

    /// <summary>Skips a test of a network that is too large for every day.</summary>
    public static void SkipUnlessAsked(string name, long parameters, long most) => Assert.SkipWhen(
        parameters > most && Environment.GetEnvironmentVariable(Variable) is null or "",
        $"{name} has {parameters:N0} parameters; with {Variable}=1 it is tested too.");
}
