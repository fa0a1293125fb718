using System.Diagnostics;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class KillTests : IDisposable
{
    private const int Models = 3;

    /// <summary>Where the loop over teacher and students begins: what is read before it cannot be lost.</summary>
    private const string LoopBegins = "networks run on";

    private static readonly int _kills = Thoroughness.Times(everyDay: 2, asked: 10);

    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task A_training_killed_at_random_again_and_again_ends_in_the_same_bytes_as_one_left_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The command is killed as Unix does it.");
        var request = _pictures.Request($"teacher.epochs={25 * _kills}", $"students.0.epochs={12 * _kills}", $"students.1.epochs={12 * _kills}");
        using var whole = Start(request, "whole");
        await ReadUntil(whole, LoopBegins);
        var watch = Stopwatch.StartNew();
        await whole.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await whole.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, whole.ExitCode);

        // All kills together come before the end of the work, even if none of it had to be done again and all of it took half the time.
        var longest = (int)(watch.ElapsedMilliseconds / (2 * (_kills + 1)));
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        for (var kill = 0; kill < _kills; kill++)
        {
            using var killed = Start(request, "killed");
            await ReadUntil(killed, LoopBegins);
            await Task.Delay(random.NextInt(longest), TestContext.Current.CancellationToken);
            killed.Kill();
            await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(128 + 9, killed.ExitCode);
        }

        using var last = Start(request, "killed");
        var output = await last.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await last.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, last.ExitCode);
        Assert.Matches("going on from step|is finished already", output);
        Assert.All(Enumerable.Range(0, Models), model => Assert.All((string[])["model.safetensors", "model.onnx"], file =>
            Assert.Equal(Model("whole", model, file), Model("killed", model, file))));
        Assert.Equal(File.ReadAllLines(_pictures.In("whole", "log.jsonl")), File.ReadAllLines(_pictures.In("killed", "log.jsonl")));
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(_pictures.In("killed"), "*", SearchOption.AllDirectories),
            entry => entry.Contains("checkpoint", StringComparison.Ordinal) || entry.EndsWith(".part", StringComparison.Ordinal));
    }

    private static async Task ReadUntil(Process process, string beginning)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line
            && !line.StartsWith(beginning, StringComparison.Ordinal))
        {
        }
    }

    private byte[] Model(string run, int iteration, string file) => File.ReadAllBytes(_pictures.In(run, $"iteration-{iteration}", file));

    private Process Start(RunRequest request, string output) => TrainProcess.Start(
        TrainProcess.Command(request with { Output = _pictures.In(output), CheckpointEvery = TimeSpan.FromSeconds(0.05) }));
}
