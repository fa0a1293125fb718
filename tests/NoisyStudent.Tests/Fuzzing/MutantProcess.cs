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

    /// <summary>The most bytes that garbage collection lets the process have, lest a bomb fill the machine before it is noticed.</summary>
    public const long ManagedMemoryLimit = 4L << 30;

    // Garbage of this many bytes is given back before the next mutant, so that the peak is that of one mutant alone.
    private const long MuchGarbage = 64L << 20;

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
            var allocated = GC.GetTotalAllocatedBytes();
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

            if (GC.GetTotalAllocatedBytes() - allocated > MuchGarbage)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }

        return 0;
    }

    // The time of processors, as others work on the machine too; and twice, as they slow down memory.
    private static string? FindFault(MutantReading reading, Mutant mutant)
    {
        var (fault, time) = Measure(reading, mutant);
        if (fault is null && time > _slow)
        {
            (fault, time) = Measure(reading, mutant);
            fault ??= time > _slow ? $"it takes {time.TotalSeconds:0.0} s" : null;
        }

        return fault;
    }

    private static (string? Fault, TimeSpan Time) Measure(MutantReading reading, Mutant mutant)
    {
        var before = Environment.CpuUsage.TotalTime;
        var fault = reading.FindFault(mutant);
        return (fault, Environment.CpuUsage.TotalTime - before);
    }

    private static long Parse(string number) => long.Parse(number, CultureInfo.InvariantCulture);
}
