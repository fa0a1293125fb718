using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace NoisyStudent.Benchmarks;

/// <summary>
/// Work in a process of its own that takes turns with this one: it says on one line what it is, then reads how much to do (steps, pictures,
/// passes) and answers each time with images a second.
/// </summary>
internal sealed class PeerProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="start">The command.</param>
    /// <param name="missing">What to say where it does not start or does not answer.</param>
    /// <exception cref="NoisyStudentException">It does not start or does not answer.</exception>
    public PeerProcess(ProcessStartInfo start, string missing)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new NoisyStudentException(missing, exception);
        }

        Version = _process.StandardOutput.ReadLine() ?? throw new NoisyStudentException(missing);
    }

    /// <summary>What answers.</summary>
    public string Version { get; }

    /// <summary>Starts a script of <c>peers/</c> in the system's Python.</summary>
    /// <param name="library">What it needs, for the message where that is missing.</param>
    /// <param name="script">Its file name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables that it gets besides.</param>
    /// <exception cref="NoisyStudentException">What it needs is not installed.</exception>
    public static PeerProcess Python(
        string library, string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(PeersFolder(), script), .. arguments]);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new PeerProcess(
            start, $"Skipped: the reference is {library}, which is not installed; benchmarks/peers/install.sh does it on Debian and Ubuntu.");
    }

    /// <summary>Images a second over some work.</summary>
    /// <param name="steps">How much.</param>
    public double Rate(int steps)
    {
        _process.StandardInput.WriteLine(steps);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new NoisyStudentException("The reference's process ended; see its message above.");
        return double.Parse(answer, CultureInfo.InvariantCulture);
    }

    /// <summary>The other side: answers standard input until it ends.</summary>
    /// <param name="version">What answers.</param>
    /// <param name="rate">Images a second over a number of steps.</param>
    public static void Answer(string version, Func<int, double> rate)
    {
        Console.WriteLine(version);
        while (Console.ReadLine() is { } line)
        {
            Console.WriteLine(rate(int.Parse(line, CultureInfo.InvariantCulture)).ToString("R", CultureInfo.InvariantCulture));
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string PeersFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "peers"));
}
