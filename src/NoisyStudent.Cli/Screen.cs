using NoisyStudent.Cli.Terminal;
using NoisyStudent.Events;
using Spectre.Console;

namespace NoisyStudent.Cli;

/// <summary>What a person sees: a console for tables and progress, plain streams for what other programs read.</summary>
/// <param name="Console">Tables, progress and notes.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record Screen(IAnsiConsole Console, TextWriter Output, TextWriter Error)
{
    private const int PlainWidth = 160;

    /// <summary>The screen of this process.</summary>
    public static Screen OfProcess()
    {
        System.Console.SetOut(new StandardWriter(System.Console.Out, "standard output", mayFail: false));
        System.Console.SetError(new StandardWriter(System.Console.Error, "standard error", mayFail: true));
        var console = AnsiConsole.Console;
        if (System.Console.IsOutputRedirected)
        {
            // Nobody's terminal folds these lines.
            console.Profile.Width = PlainWidth;
        }

        return new Screen(console, System.Console.Out, System.Console.Error);
    }

    /// <summary>Says what came out. The line is not folded, as a command in it is to be pasted.</summary>
    /// <param name="sentence">One or more sentences.</param>
    public void Say(string sentence) => Console.Profile.Out.Writer.WriteLine(PrintableText.Of(sentence));

    /// <summary>Says why the command failed.</summary>
    /// <param name="sentence">What is wrong, where, and what to do.</param>
    public void Fail(string sentence) => Error.WriteLine($"noisy-student: {PrintableText.Said(sentence)}");

    /// <summary>
    /// Shows the progress of a run while it lasts: as bars where the output is a terminal, else as plain lines.
    /// </summary>
    /// <param name="run">The run, which gets its observer.</param>
    /// <typeparam name="T">What the run gives back.</typeparam>
    public T Watch<T>(Func<IRunObserver, T> run) => Console.Profile.Capabilities.Interactive && Console.Profile.Out.IsTerminal
        ? ProgressBars.Watch(Console, run)
        : run(new ProgressLines(Console));
}
