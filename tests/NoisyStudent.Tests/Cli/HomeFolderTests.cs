using System.Diagnostics;
using NoisyStudent.Cli;
using NoisyStudent.Tests.SelfTraining;
using Xunit;

namespace NoisyStudent.Tests.Cli;

/// <summary>Libraries that are used have habits of their own: caches, identifiers of the device, events to be sent.</summary>
[Collection(TorchCollection.Name)]
public sealed class HomeFolderTests : IDisposable
{
    private readonly PictureFolders _pictures = new();

    public void Dispose() => _pictures.Dispose();

    [Fact]
    public async Task Neither_a_command_nor_an_application_leaves_anything_at_home_or_complains_where_there_is_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The home folder is set as on Unix.");
        var request = _pictures.Request("teacher.epochs=1", "students=[{ network: resnet-8, epochs: 1, batch-size: 2, learning-rate: 0.05 }]");
        await RequireNoTrace(TrainProcess.Command(request));
        var (safetensors, onnx) = (_pictures.In("run", "iteration-1", "model.safetensors"), _pictures.In("run", "iteration-1", "model.onnx"));
        var picture = Directory.GetFiles(_pictures.In("test", "dark"))[0];
        await RequireNoTrace(Command("label", "--model", onnx, "--images", _pictures.In("unlabeled"), "--output", _pictures.In("labels")));
        await Task.WhenAll(
            RequireNoTrace(Command("predict", "--model", safetensors, picture)),
            RequireNoTrace(Command("predict", "--model", onnx, picture)),
            RequireNoTrace(Command("evaluate", _pictures.Run, "--test", _pictures.In("test"))),
            RequireNoTrace(Command("export", "--model", safetensors, "--output", _pictures.In("exported.onnx"))),
            RequireNoTrace(Command("select", "--labels", _pictures.In("labels"), "--output", _pictures.In("selected.parquet"))),
            RequireNoTrace(Command("inspect", "--labeled", _pictures.In("labeled"), "--output", _pictures.In("inspect.png"))),
            RequireNoTrace(Command("report", _pictures.Run)),
            RequireNoTrace(Command("recipes")),
            RequireNoTrace(["dotnet", Path.Combine(AppContext.BaseDirectory, "Classify.dll"), onnx, picture]),
            RequireQuiet(["dotnet", Path.Combine(AppContext.BaseDirectory, "Classify.dll"), onnx, picture], Path.Combine(picture, "no-folder")));
    }

    private static string[] Command(params string[] words) => ["dotnet", typeof(NoisyStudentCommand).Assembly.Location, .. words];

    private static async Task RequireNoTrace(IReadOnlyList<string> command)
    {
        using var home = new TemporaryFolder();
        await RequireQuiet(command, home.Path);
        Assert.Equal([], Directory.GetFileSystemEntries(home.Path, "*", SearchOption.AllDirectories));
    }

    private static async Task RequireQuiet(IReadOnlyList<string> command, string home)
    {
        var start = TrainProcess.StartInfo(command);
        foreach (var name in (string[])["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "ORT_DISABLE_TELEMETRY"])
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = home;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0 && error.Length == 0, $"{string.Join(' ', command)}: {process.ExitCode} {error} {await output}");
    }
}
