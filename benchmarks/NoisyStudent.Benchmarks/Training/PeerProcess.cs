using System.Diagnostics;
using System.Globalization;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>
/// Training steps in a process of its own that takes turns with this one: it says on one line what it is, then reads numbers of steps and
/// answers each with images a second.
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

    /// <summary>Images a second over some steps.</summary>
    /// <param name="steps">How many.</param>
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
}
