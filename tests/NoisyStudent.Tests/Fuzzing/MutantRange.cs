using System.Globalization;
using Xunit;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>Which mutants a run of the tests reads: from <paramref name="First"/> to before <paramref name="End"/>.</summary>
internal readonly record struct MutantRange(long First, long End)
{
    /// <summary>The variable that asks for others than those of the suite: <c>first..end</c>.</summary>
    public const string Variable = "NOISYSTUDENT_FUZZ_MUTANTS";

    /// <summary>The range that is asked for.</summary>
    /// <param name="ofTheSuite">The range where none is.</param>
    public static MutantRange Asked(string ofTheSuite)
    {
        var range = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : ofTheSuite;
        var (first, end) = range.Split("..").Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray() is [var from, var to]
            ? (from, to)
            : throw new FormatException($"{Variable} is '{range}', not like {ofTheSuite}.");
        Assert.InRange(first, 0, end - 1);
        return new(first, end);
    }

    /// <summary>How one of the mutants of a class of tests is read alone.</summary>
    public static string Alone(Type tests) =>
        $"One of them alone: {Variable}=number..number+1 dotnet run --project tests/NoisyStudent.Tests -- -class {tests.FullName}";
}
