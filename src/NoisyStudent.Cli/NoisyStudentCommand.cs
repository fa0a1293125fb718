using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NoisyStudent.Cli.Commands;

namespace NoisyStudent.Cli;

/// <summary>The command <c>noisy-student</c>.</summary>
public static partial class NoisyStudentCommand
{
    private const int Failed = 1;
    private const int WrongUsage = 2;
    private const int Interrupted = 130;
    private const int Terminated = 143;

    /// <summary>A word that begins with @ is a name like others: pictures and folders have such.</summary>
    private static readonly ParserConfiguration _parsing = new() { ResponseFileTokenReplacer = null };

    private static readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Show the stack trace of a failure.",
        Recursive = true,
    };

    /// <summary>Runs the command.</summary>
    /// <param name="args">The words after <c>noisy-student</c>.</param>
    /// <param name="screen">What the person sees.</param>
    /// <returns>0 when all went well, 1 for a failure, 2 for wrong usage, 130 when interrupted by Ctrl-C, 143 by SIGTERM.</returns>
    public static int Run(string[] args, Screen screen)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        using var interrupt = new CancellationTokenSource();
        var stopped = Interrupted;
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, Terminated));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, Interrupted));
        var parsed = Root(screen, interrupt.Token).Parse(args, _parsing);
        if (parsed.Errors.Count > 0)
        {
            screen.Fail($"{WhatIsWrong(parsed)} See '{UsageOf(parsed.CommandResult)} --help'.");
            return WrongUsage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = screen.Output,
                Error = screen.Error,
            });
        }
        catch (OperationCanceledException exception)
        {
            screen.Fail($"Interrupted. {(exception is InterruptedException ? exception.Message : "Nothing was written.")}");
            return stopped;
        }
        catch (Exception exception)
        {
            screen.Fail(exception is NoisyStudentException
                ? exception.Message
                : $"Unexpected {exception.GetType().Name}: {exception.Message} Please report it with the output of --verbose.");
            if (parsed.GetValue(_verbose))
            {
                screen.Error.WriteLine(exception);
            }

            return Failed;
        }

        // The first signal stops the work between two steps; the second one ends the process at once.
        void Stop(PosixSignalContext signal, int exitCode)
        {
            signal.Cancel = !interrupt.IsCancellationRequested;
            stopped = exitCode;
            interrupt.Cancel();
        }
    }

    private static RootCommand Root(Screen screen, CancellationToken interrupt) =>
        new("Noisy Student self-training: a better image classifier from a few labeled and many unlabeled pictures.")
        {
            TrainCommand.Create(screen, interrupt),
            DemoCommand.Create(screen, interrupt),
            InspectCommand.Create(screen, interrupt),
            EvaluateCommand.Create(screen, interrupt),
            ReportCommand.Create(screen),
            PredictCommand.Create(screen, interrupt),
            LabelCommand.Create(screen, interrupt),
            SelectCommand.Create(screen, interrupt),
            ExportCommand.Create(screen, interrupt),
            RecipesCommand.Create(screen),
            WeightsCommand.Create(screen),
            _verbose,
        };

    /// <summary>The first error as one line; of a word that is no command, the nearest one.</summary>
    private static string WhatIsWrong(ParseResult parsed)
    {
        var commands = parsed.CommandResult.Command.Subcommands.Select(command => command.Name).ToArray();
        var sentence = parsed.UnmatchedTokens is [var word, ..] && commands.Length > 0
            ? $"'{word}' is no command: {NearestName.Suggest(word, commands)}"
            : string.Join(' ', parsed.Errors[0].Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return ExpectedType().Replace(sentence, found => found.Groups["whole"].Success ? "as a whole number" : "as a number").TrimEnd('.') + ".";
    }

    private static string UsageOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{UsageOf(parent)} {command.Command.Name}" : "noisy-student";

    [GeneratedRegex(@"as expected type '[^']*System\.((?<whole>U?Int\d+)|Double|Single)[^']*'")]
    private static partial Regex ExpectedType();
}
