using System.CommandLine;
using NoisyStudent.Reporting;
using NoisyStudent.Runs;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student report</c>: a run on one page, to look at and to show to others.</summary>
internal static class ReportCommand
{
    public static Command Create(Screen screen)
    {
        var run = new Argument<string>("RUN") { Description = "The folder of a run, finished or not." };
        var output = new Option<string?>("--output")
        {
            Description = "The HTML file to write. [default: report.html in the run folder]",
            HelpName = "FILE",
        };
        RunOptions.RefuseEmpty(output);
        RunOptions.RefuseEmpty(run);
        var command = new Command("report", "Write a run as one HTML page that needs nothing else.") { run, output };
        command.SetAction(parsed =>
        {
            var folder = new RunFolder(parsed.GetRequiredValue(run));
            var path = parsed.GetValue(output) ?? folder.ReportFile;
            foreach (var note in RunReport.Write(folder, path))
            {
                screen.Fail(note);
            }

            screen.Say($"{path}: {new FileInfo(path).Length:N0} bytes, to be opened in a browser.");
            screen.Say(ModelOption.Describe(folder.Path, ModelOption.BestOf(folder.Path)));
        });
        return command;
    }
}
