using NoisyStudent.Tests;
using NoisyStudent.Tests.Fuzzing;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// What xunit would generate, and a mode of its own: mutants are read in a child process, as a native decoder may end it.
return args switch
{
    [MutantProcess.Word, .. var range] => MutantProcess.Run(range),
    _ when args.Contains("--server") || args.Contains("--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
