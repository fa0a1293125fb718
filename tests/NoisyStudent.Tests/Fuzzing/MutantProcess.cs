using System.Diagnostics;
using System.Globalization;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>
/// Reads a range of mutants in a process of its own. Standard output gets the number of each before it is read, so that a crash
/// or a hang has a number, and a second line with number and text for a fault.
/// </summary>
internal static class MutantProcess
{
    /// <summary>The first word of the command line that stands for this.</summary>
    public const string Word = "mutants";

    /// <summary>How the process ends when a mutant takes more than <see cref="MemoryLimit"/>; another one must go on.</summary>
    public const int TooMuchMemory = 3;

    /// <summary>The most bytes that garbage collection lets the process have.</summary>
    public const long ManagedMemoryLimit = 1L << 30;

    /// <summary>The most bytes of memory that the process may hold at any time, the decoders' included.</summary>
    public const long MemoryLimit = 3L << 29;

    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(2);

    /// <summary>Reads mutants.</summary>
    /// <param name="range">The first number, one behind the last, and, where they are to be kept, a folder for their files.</param>
    public static int Run(string[] range)
    {
        var (first, end) = (Parse(range[0]), Parse(range[1]));
        using var folder = new TemporaryFolder();
        using var process = Process.GetCurrentProcess();
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var reading = new MutantReading(folder.Path);
        var seeds = SeedFiles.Make();
        for (var number = first; number < end; number++)
        {
            output.WriteLine(number);
            var mutant = Mutant.Make(seeds, number);
            if (range is [_, _, var kept])
            {
                File.WriteAllBytes(Path.Combine(kept, $"{number}-{mutant.Seed.Name}"), mutant.Bytes);
            }

            if (FindFault(reading, mutant) is { } fault)
            {
                output.WriteLine($"{number} {mutant.Seed.Name}: {fault}");
            }

            process.Refresh();
            if (process.PeakWorkingSet64 > MemoryLimit)
            {
                output.WriteLine($"{number} {mutant.Seed.Name}: {process.PeakWorkingSet64 >> 20} MB are more than {MemoryLimit >> 20}");
                return TooMuchMemory;
            }
        }

        return 0;
    }

    // A busy machine makes one reading slow, but not two.
    private static string? FindFault(MutantReading reading, Mutant mutant)
    {
        var watch = Stopwatch.StartNew();
        var fault = reading.FindFault(mutant);
        if (fault is null && watch.Elapsed > _slow)
        {
            watch.Restart();
            fault = reading.FindFault(mutant) ?? (watch.Elapsed > _slow ? $"it takes {watch.Elapsed.TotalSeconds:0.0} s" : null);
        }

        return fault;
    }

    private static long Parse(string number) => long.Parse(number, CultureInfo.InvariantCulture);
}
