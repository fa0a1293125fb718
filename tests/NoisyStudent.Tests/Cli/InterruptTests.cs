using System.Diagnostics;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class InterruptTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task Ctrl_C_ends_a_training_cleanly_and_the_same_command_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGINT is sent by kill.");
        var request = _pictures.Request("teacher.epochs=5000");
        var command = TrainProcess.Command(request);

        // What a shell starts in the background ignores SIGINT, and so does all that it starts in turn.
        using var process = TrainProcess.Start(OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", .. command] : command);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!File.Exists(_pictures.In("run", "log.jsonl")) && !process.HasExited)
        {
            await Task.Delay(100, limit.Token);
        }

        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        var error = await process.StandardError.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);

        Assert.Equal(130, process.ExitCode);
        Assert.Equal("noisy-student: Interrupted. What is finished is kept: the same command goes on with it.", error.Trim());
        Assert.True(File.Exists(_pictures.In("run", "recipe.yaml")));
        Assert.False(File.Exists(_pictures.In("run", "results.json")));
    }
}
