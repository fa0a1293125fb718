using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>
/// Damaged pictures, archives and model files. The variable NOISYSTUDENT_FUZZ_MUTANTS says which: <c>first..end</c>, the end not
/// among them.
/// </summary>
public sealed class MutantTests
{
    private const string Variable = "NOISYSTUDENT_FUZZ_MUTANTS";
    private const string MutantsOfTheSuite = "0..20000";
    private const int MostFaults = 20;

    // Reading a mutant may take two seconds, twice, and making the seed files a moment; more on a busy machine.
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(60);

    private readonly List<string> _faults = [];

    [Fact]
    public async Task A_damaged_file_gives_pixels_or_a_refusal_in_two_seconds_and_bounded_memory()
    {
        var range = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given ? given : MutantsOfTheSuite;
        var (next, end) = range.Split("..").Select(number => long.Parse(number, CultureInfo.InvariantCulture)).ToArray() is [var first, var last]
            ? (first, last)
            : throw new FormatException($"{Variable} is '{range}', not like {MutantsOfTheSuite}.");
        Assert.InRange(next, 0, end - 1);
        while (next < end && _faults.Count < MostFaults)
        {
            next = await ReadMutants(next, end);
        }

        Assert.True(
            _faults.Count == 0,
            $"{string.Join('\n', _faults)}\nOne of them alone: {Variable}=number..number+1 dotnet run --project tests/NoisyStudent.Tests -- "
            + $"-class {typeof(MutantTests).FullName}");
    }

    /// <summary>Reads mutants in one process, for as long as it lives.</summary>
    /// <returns>The first number that was not read.</returns>
    private async Task<long> ReadMutants(long first, long end)
    {
        using var process = Process.Start(StartInfo(first, end))!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var current = first - 1;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_hang) is { } line)
            {
                if (line.Contains(' ', StringComparison.Ordinal))
                {
                    _faults.Add(line);
                }
                else
                {
                    current = long.Parse(line, CultureInfo.InvariantCulture);
                }
            }

            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (process.ExitCode is not (0 or MutantProcess.TooMuchMemory))
            {
                _faults.Add($"{current} ends the process with code {process.ExitCode}: {await errors}");
            }
        }
        catch (TimeoutException)
        {
            _faults.Add($"{current} hangs");
        }
        finally
        {
            process.Kill();
        }

        return current + 1;
    }

    private static ProcessStartInfo StartInfo(long first, long end) =>
        new("dotnet", [typeof(MutantTests).Assembly.Location, MutantProcess.Word, $"{first}", $"{end}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_GCHeapHardLimit"] = $"{MutantProcess.ManagedMemoryLimit:X}" },
        };
}
