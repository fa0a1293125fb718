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
        Assert.SkipWhen(IsInterruptIgnored(), "Whoever started the tests ignores SIGINT, as shells do for what they start in the background, and so does what the tests start.");
        var request = _pictures.Request("teacher.epochs=5000");
        using var process = TrainProcess.Start(TrainProcess.Command(request));
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

    /// <summary>By Linux's mask of ignored signals, of which SIGINT is the second.</summary>
    private static bool IsInterruptIgnored()
    {
        const int Interrupt = 2;
        const string Mask = "SigIgn:";
        return OperatingSystem.IsLinux()
            && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Mask, StringComparison.Ordinal)) is { } line
            && (Convert.ToUInt64(line[Mask.Length..].Trim(), 16) >> (Interrupt - 1) & 1) == 1;
    }
}
