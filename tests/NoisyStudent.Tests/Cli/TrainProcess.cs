using System.Diagnostics;
using NoisyStudent.Cli;
using NoisyStudent.SelfTraining;

namespace NoisyStudent.Tests.Cli;

/// <summary><c>noisy-student train</c> in a process of its own.</summary>
internal static class TrainProcess
{
    /// <summary>The words of the command line.</summary>
    public static IReadOnlyList<string> Command(RunRequest request) =>
    [
        "dotnet", typeof(NoisyStudentCommand).Assembly.Location, "train", "--labeled", request.Labeled.Path!, "--unlabeled", request.Unlabeled.Path!,
        "--test", request.Test!.Path!, "--recipe", request.Recipe.Name, "--output", request.Output, "--device", "cpu",
        "--checkpoint-every", $"{request.CheckpointEvery.TotalSeconds}",
        .. request.Overrides.SelectMany(setting => (string[])["--set", setting]),
    ];

    /// <summary>Starts a command whose output is read. On one thread, as those of libtorch wait for each other where other tests run beside them.</summary>
    public static Process Start(IReadOnlyList<string> command)
    {
        var start = StartInfo(command);
        start.Environment["OMP_NUM_THREADS"] = "1";
        return Process.Start(start)!;
    }

    /// <summary>How a command whose output is read is started.</summary>
    public static ProcessStartInfo StartInfo(IReadOnlyList<string> command) => new(command[0], command.Skip(1))
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
