using System.Diagnostics;
using NoisyStudent.Cli;
using NoisyStudent.SelfTraining;
using NoisyStudent.Tests.Runs;
using NoisyStudent.Tests.SelfTraining;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

[Collection(TorchCollection.Name)]
public sealed class ExportCommandTests : IDisposable
{
    private readonly PictureFolders _pictures = new();
    private readonly TestConsole _console = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public ExportCommandTests()
    {
        _console.Profile.Width = 200;
        new NoisyStudentRun(_pictures.Request("students=[]"), new RecordingObserver()).Execute();
    }

    public void Dispose()
    {
        _pictures.Dispose();
        _console.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void A_run_is_exported_as_the_files_that_stand_in_it()
    {
        foreach (var name in (string[])["model.onnx", "model.safetensors"])
        {
            var path = _pictures.In("exported", name);
            Assert.Equal(0, Run("export", "--model", _pictures.Run, "--output", path));
            Assert.Equal(File.ReadAllBytes(_pictures.In("run", "iteration-0", name)), File.ReadAllBytes(path));
            Assert.Contains($"{path}: resnet-", _console.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Predict_says_the_same_of_either_file()
    {
        var onnx = Predict("model.onnx");
        var safetensors = Predict("model.safetensors");
        Assert.Equal(13, onnx.Length);
        Assert.All(onnx.Skip(1).Zip(safetensors.Skip(1)), pair =>
        {
            var (first, second) = (pair.First.Split(','), pair.Second.Split(','));
            Assert.Equal(first[..2], second[..2]);
            Assert.Equal(float.Parse(first[2]), float.Parse(second[2]), 1e-5f);
        });
    }

    [Fact]
    public async Task Predict_with_ONNX_loads_no_libtorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "glibc's loader tells what it loads.");
        string[] command =
        [
            "dotnet", typeof(NoisyStudentCommand).Assembly.Location, "predict", "--model", _pictures.In("run", "iteration-0", "model.onnx"),
            _pictures.In("unlabeled"),
        ];
        var start = TrainProcess.StartInfo(command);
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = _pictures.In("loaded");
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        var loaded = await File.ReadAllTextAsync(_pictures.In($"loaded.{process.Id}"), TestContext.Current.CancellationToken);
        Assert.Contains("libonnxruntime.so", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("libtorch", loaded, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("model.bin")]
    [InlineData("")]
    public void An_output_of_another_kind_is_wrong_usage(string output)
    {
        Assert.Equal(2, Run("export", "--model", _pictures.Run, "--output", output));
        Assert.Contains("--output", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_are_one_sentence()
    {
        Assert.Equal(1, Run("export", "--model", _pictures.In("labeled"), "--output", _pictures.In("model.onnx")));
        Assert.Equal(1, Run("export", "--model", _pictures.In("run", "iteration-0", "model.onnx"), "--output", _pictures.In("model.onnx")));
        Assert.Equal(1, Run("predict", "--model", _pictures.In("run", "iteration-0", "model.onnx"), "--device", "cuda", _pictures.In("unlabeled")));
        Assert.Equal(3, _error.ToString().Count(c => c == '\n'));
        Assert.False(File.Exists(_pictures.In("model.onnx")));
    }

    private string[] Predict(string model)
    {
        _output.GetStringBuilder().Clear();
        Assert.Equal(0, Run("predict", "--model", _pictures.In("run", "iteration-0", model), _pictures.In("unlabeled"), "--format", "csv"));
        return _output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private int Run(params string[] args) => NoisyStudentCommand.Run(args, new Screen(_console, _output, _error));
}
