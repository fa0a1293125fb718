using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>Damaged pictures, archives and model files; <see cref="MutantRange"/> says which.</summary>
public sealed class MutantTests
{
    private const int MostFaults = 20;

    // Reading a mutant may take two seconds, twice, and making the seed files a moment; more on a busy machine.
    private static readonly TimeSpan _hang = TimeSpan.FromSeconds(60);

    private readonly List<string> _faults = [];

    [Fact]
    public async Task A_damaged_file_gives_pixels_or_a_refusal_in_two_seconds_and_bounded_memory()
    {
        var (next, end) = MutantRange.Asked($"0..{Thoroughness.Times(everyDay: 1500, asked: 4000)}");
        while (next < end && _faults.Count < MostFaults)
        {
            next = await ReadMutants(next, end);
        }

        Assert.True(_faults.Count == 0, $"{string.Join('\n', _faults)}\n{MutantRange.Alone(typeof(MutantTests))}");
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
