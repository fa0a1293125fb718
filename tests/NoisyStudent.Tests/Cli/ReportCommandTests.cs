using NoisyStudent.Cli;
using NoisyStudent.Tests.Reporting;
using Spectre.Console.Testing;
using Xunit;

namespace NoisyStudent.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private readonly SampleRun _run = new();
    private readonly TestConsole _console = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public ReportCommandTests() => _console.Profile.Width = 200;

    public void Dispose()
    {
        _run.Dispose();
        _console.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void The_page_stands_in_the_run_folder_unless_another_file_is_asked_for()
    {
        Assert.Equal(0, Run("report", _run.Folder.Path));
        Assert.Equal(0, Run("report", _run.Folder.Path, "--output", _run.In("page.html")));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(_run.Folder.ReportFile), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(_run.Folder.ReportFile), File.ReadAllText(_run.In("page.html")));
        Assert.Contains(_run.In("page.html"), _console.Output, StringComparison.Ordinal);
        Assert.Contains($"The model of {_run.Folder.Path} is student 1, the last model, as the run does not say", _console.Output, StringComparison.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public void What_cannot_be_read_is_said_and_the_page_written_all_the_same()
    {
        _run.Write("{", "metrics.json");
        Assert.Equal(0, Run("report", _run.Folder.Path));
        Assert.Matches("^noisy-student: metrics.json is damaged.*\n$", _error.ToString());
        Assert.True(File.Exists(_run.Folder.ReportFile));
    }

    [Fact]
    public void A_folder_without_a_run_is_one_sentence()
    {
        Assert.Equal(1, Run("report", _run.In("nowhere")));
        Assert.Matches("^noisy-student: .*nowhere is no run folder with a finished model: give the folder of a run, .*\n$", _error.ToString());
    }

    private int Run(params string[] args) => NoisyStudentCommand.Run(args, new Screen(_console, _output, _error));
}
