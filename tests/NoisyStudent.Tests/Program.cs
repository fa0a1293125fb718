using NoisyStudent.Tests;
using NoisyStudent.Tests.Fuzzing;
using NoisyStudent.Torch;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests run in a process that is set up as the command's is.
TorchRuntime.KeepMemory = args is not [LibraryProcess.Word, ..];

// What xunit would generate, and modes of its own for child processes: a native decoder that reads mutants may end its process.
return args switch
{
    [MutantProcess.Word, .. var range] => MutantProcess.Run(range),
    [LibraryProcess.Word, .. var words] => LibraryProcess.Run(words),
    _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
