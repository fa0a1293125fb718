using System.Runtime.InteropServices;
using System.Text.Json;

namespace NoisyStudent.Runs;

/// <summary>The machine on which a run last trained: <c>machine.json</c>. The last bits of its models depend on it.</summary>
/// <param name="Processor">What its maker calls it; its architecture where the system does not tell.</param>
/// <param name="Threads">How many threads train.</param>
/// <param name="Device">Where networks run: <c>cpu</c> or <c>cuda</c>.</param>
/// <param name="Precision">In which type convolutions compute.</param>
/// <param name="System">The operating system.</param>
/// <param name="Framework">The .NET runtime.</param>
/// <param name="Version">The version of this library.</param>
public sealed record RunMachine(string Processor, int Threads, string Device, string Precision, string System, string Framework, string Version)
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    /// <summary>This machine.</summary>
    /// <param name="threads">How many threads train.</param>
    /// <param name="device">Where networks run.</param>
    /// <param name="precision">In which type.</param>
    public static RunMachine This(int threads, string device, string precision) => new(
        ProcessorName(), threads, device, precision, $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})",
        RuntimeInformation.FrameworkDescription, LibraryVersion.Text);

    /// <summary>In words.</summary>
    public string Describe() =>
        $"{Processor}, {(Threads == 1 ? "1 thread" : $"{Threads} threads")} on {Device} in {Precision}; {System}, {Framework}, NoisyStudent {Version}";

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>null where there is none.</returns>
    /// <exception cref="NoisyStudentException">The file cannot be read or is damaged.</exception>
    public static RunMachine? Read(string path) => RunJson.Read<RunMachine>(
        path, machine => machine is { Processor: not null, Device: not null, Precision: not null, System: not null, Framework: not null, Version: not null },
        "it lacks something", ": remove it; no model depends on it");

    /// <summary>Writes the file, whole.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public void Write(string path) => WholeFile.WriteText(path, JsonSerializer.Serialize(this, RunResults.Json) + "\n");

    private static string ProcessorName()
    {
        var named = File.Exists(LinuxProcessors)
            ? File.ReadLines(LinuxProcessors).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return string.IsNullOrWhiteSpace(named) ? $"{RuntimeInformation.ProcessArchitecture}" : named;
    }
}
