using NoisyStudent.Cli;
using Xunit;

namespace NoisyStudent.Tests.Cli;

public sealed class StandardStreamTests
{
    [Theory]
    [InlineData("recipes > /dev/full", 1, "noisy-student: Cannot write to standard output: No space left on device. Make room, or choose where it leads to.")]
    [InlineData("nonsense 2> /dev/full", 2, "")]
    [InlineData("recipes | true", 0, "")]
    public async Task A_full_disk_or_a_reader_that_has_gone_is_no_unexpected_failure(string line, int exitCode, string error)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The full disk is a device of Linux.");
        using var process = TrainProcess.Start(["sh", "-c", $"dotnet \"$0\" {line}", typeof(NoisyStudentCommand).Assembly.Location]);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await output;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(exitCode, process.ExitCode);
        Assert.StartsWith(error, said, StringComparison.Ordinal);
        Assert.Equal(error.Length > 0 ? 1 : 0, said.Count(character => character == '\n'));
    }
}
