using System.Diagnostics;
using NoisyStudent.Cli;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class InterruptTests : IDisposable
{
    private const int Missing = 200_000;

    private readonly PictureFolders _pictures = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    public void Dispose()
    {
        _pictures.Dispose();
        _limit.Dispose();
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_ends_a_training_cleanly_and_the_same_command_goes_on(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent by kill.");
        using var process = Start(TrainProcess.Command(_pictures.Request("teacher.epochs=5000")));
        while (!File.Exists(_pictures.In("run", "log.jsonl")) && !process.HasExited)
        {
            await Task.Delay(100, _limit.Token);
        }

        Send(signal, process);
        Assert.Equal((exitCode, "noisy-student: Interrupted. What is finished is kept: the same command goes on with it."), await EndOf(process));
        Assert.True(File.Exists(_pictures.In("run", "recipe.yaml")));
        Assert.False(File.Exists(_pictures.In("run", "results.json")));
    }

    [Fact]
    public async Task A_training_that_had_not_begun_does_not_say_that_it_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent by kill.");
        using var process = Start(TrainProcess.Command(_pictures.Request() with { Unlabeled = ListOfMissing() }));
        await ReadUntil(process.StandardOutput, "read labeled pictures");
        Send("INT", process);
        Assert.Equal((130, "noisy-student: Interrupted. The training had not begun: the same command begins it."), await EndOf(process));
        Assert.False(Directory.Exists(_pictures.In("run")));
    }

    [Fact]
    public async Task A_prediction_says_that_nothing_was_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent by kill.");
        using var process = Start(Predict("missing.png", ListOfMissing()));
        await ReadUntil(process.StandardError, "noisy-student: missing.png is left out");
        Send("TERM", process);
        Assert.Equal((143, "noisy-student: Interrupted. Nothing was written."), await EndOf(process));
    }

    [Fact]
    public async Task A_second_signal_ends_the_process_at_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent by kill.");

        // A pipe is opened for writing when somebody opens it for reading, who then waits for what never comes.
        var pipe = _pictures.In("pipe.csv");
        Process.Start("mkfifo", [pipe]).WaitForExit();
        var opened = Task.Run(() => new FileStream(pipe, FileMode.Open, FileAccess.Write), _limit.Token);
        using var process = Start(Predict(pipe));
        await using var writer = await opened.WaitAsync(_limit.Token);
        Send("TERM", process);
        await Task.Delay(500, _limit.Token);
        Assert.False(process.HasExited);
        Send("INT", process);
        Assert.Equal((130, ""), await EndOf(process));
    }

    private IReadOnlyList<string> Predict(params string[] pictures)
    {
        PredictCommandTests.WriteModel(_pictures.In("model.onnx"));
        return ["dotnet", typeof(NoisyStudentCommand).Assembly.Location, "predict", "--model", _pictures.In("model.onnx"), .. pictures];
    }

    /// <summary>So many pictures that looking for them takes longer than a signal.</summary>
    private string ListOfMissing()
    {
        var list = _pictures.In("list.csv");
        File.WriteAllLines(list, Enumerable.Range(0, Missing).Select(i => $"{i}.png").Prepend("path"));
        return list;
    }

    private async Task ReadUntil(StreamReader reader, string beginning)
    {
        while (await reader.ReadLineAsync(_limit.Token) is { } line && !line.StartsWith(beginning, StringComparison.Ordinal))
        {
        }
    }

    /// <summary>What a shell starts in the background ignores SIGINT, and so does all that it starts in turn.</summary>
    private static Process Start(IReadOnlyList<string> command) =>
        TrainProcess.Start(OperatingSystem.IsLinux() ? ["env", "--default-signal=INT,TERM", .. command] : command);

    private static void Send(string signal, Process process) => Process.Start("kill", [$"-{signal}", $"{process.Id}"]).WaitForExit();

    private async Task<(int ExitCode, string Error)> EndOf(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync(_limit.Token);
        var error = await process.StandardError.ReadToEndAsync(_limit.Token);
        await process.WaitForExitAsync(_limit.Token);
        await output;
        return (process.ExitCode, error.Trim());
    }
}
