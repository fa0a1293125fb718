using System.CommandLine;
using System.Globalization;
using NoisyStudent.Cli.Terminal;
using NoisyStudent.Datasets;
using NoisyStudent.Events;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student select</c>: filters and balances pseudo-labels, of any number in bounded memory.</summary>
internal static class SelectCommand
{
    private static readonly string[] _units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var defaults = new PseudoLabelSettings();
        var labels = new Option<string>("--labels") { Description = "The folder that label has written.", HelpName = "DIR", Required = true };
        var output = new Option<string>("--output")
        {
            Description = "The file to write; what became of each class is written beside it, as JSON.",
            HelpName = "FILE.parquet",
            Required = true,
        };
        var threshold = new Option<double>("--threshold")
        {
            Description = "Pictures of less confidence are dropped.",
            DefaultValueFactory = _ => defaults.Threshold,
        };
        var classQuantile = new Option<double>("--class-quantile")
        {
            Description = "Of the pictures of each class that remain, this fraction is dropped: the least confident.",
            DefaultValueFactory = _ => defaults.ClassQuantile,
        };
        var outlierScore = new Option<double?>("--outlier-score") { Description = "Pictures with a greater outlier score are dropped.", HelpName = "most" };
        var keepKnown = new Option<double?>("--keep-known")
        {
            Description = "The outlier score that this part of the held-out pictures does not exceed, 0.95 for example, where label was given some.",
            HelpName = "part",
        };
        var perClass = new Option<int?>("--per-class")
        {
            Description = "At most so many pictures of each class, the most confident. [default: the mean over the classes when balanced, else all]",
            HelpName = "K",
        };
        var balance = new Option<bool>("--balance")
        {
            Description = "Copy pictures of a class that has too few. 'false' turns it off.",
            DefaultValueFactory = _ => defaults.Balance,
        };
        var labeled = RunOptions.Labeled();
        labeled.Description = "Labeled pictures, as train takes them: balance towards the shares that the classes have among them. [default: towards equal shares]";
        var seed = new Option<long>("--seed") { Description = "Which pictures get one copy more is a function of it.", DefaultValueFactory = _ => 1 };
        var iteration = new Option<int>("--iteration") { Description = "And of the student's number.", DefaultValueFactory = _ => 1 };
        var memory = new Option<long?>("--memory")
        {
            Description = "How much memory to take, 4GiB for example. What does not fit goes to the disk of the output. [default: half of the machine's]",
            HelpName = "size",
            CustomParser = given =>
            {
                if (ParseMemory(given.Tokens[0].Value) is { } bytes)
                {
                    return bytes;
                }

                given.AddError($"--memory {given.Tokens[0].Value}: give a size as 4GiB or 800MiB.");
                return null;
            },
        };
        RunOptions.RefuseEmpty(labels, output, labeled);
        var command = new Command("select", "Filter and balance pseudo-labels: which pictures a student sees, and how often.")
        {
            labels, output, threshold, classQuantile, outlierScore, keepKnown, perClass, balance, labeled, seed, iteration, memory,
        };
        command.Validators.Add(given =>
        {
            if (given.GetResult(outlierScore) is not null && given.GetResult(keepKnown) is not null)
            {
                given.AddError($"Give {outlierScore.Name} or {keepKnown.Name}, not both.");
            }

            if (given.GetResult(labeled) is not null && given.GetResult(balance) is { Implicit: false } balanced && !balanced.GetValueOrDefault<bool>())
            {
                given.AddError($"{labeled.Name} says what to balance towards, and {balance.Name} false says not to balance: give one of them.");
            }
        });
        command.SetAction(parsed =>
        {
            var labeledImages = parsed.GetValue(labeled) is { } path
                ? DatasetSurvey.OfLabeled(path, interrupt).Classes.ToDictionary(each => each.Name, each => (long)each.Pictures)
                : null;
            var request = new SelectionRequest
            {
                Labels = parsed.GetRequiredValue(labels),
                Output = parsed.GetRequiredValue(output),
                Settings = new PseudoLabelSettings
                {
                    Threshold = parsed.GetValue(threshold),
                    ClassQuantile = parsed.GetValue(classQuantile),
                    PerClass = parsed.GetValue(perClass),
                    Balance = parsed.GetValue(balance),
                    BalanceTowards = labeledImages is null ? ClassShares.Equal : ClassShares.Labeled,
                },
                LabeledImages = labeledImages,
                OutlierScore = parsed.GetValue(keepKnown) is { } part ? OutlierLimit(parsed.GetRequiredValue(labels), part) : parsed.GetValue(outlierScore),
                Seed = parsed.GetValue(seed),
                Iteration = parsed.GetValue(iteration),
            };
            return Run(screen, parsed.GetValue(memory) is { } bytes ? request with { Memory = bytes } : request, interrupt);
        });
        return command;
    }

    private static int Run(Screen screen, SelectionRequest request, CancellationToken interrupt)
    {
        var summary = screen.Watch(observer =>
        {
            if (LabelsDescription.Read(request.Labels)?.FindMissing(request.Labels) is { } missing)
            {
                observer.Remark(missing);
            }

            return new PseudoLabelSelection(request, observer).Execute(interrupt);
        });
        SelectionTable.Show(screen.Console, summary);
        screen.Say(
            $"The pictures are in {request.Output}, all classes in {request.SummaryFile}. "
            + $"To train a student on them: noisy-student train --labeled LABELED --unlabeled PICTURES --selected {ShellWord.OfPath(request.Output)} --teacher MODEL");
        return 0;
    }

    private static double OutlierLimit(string labels, double part)
    {
        SettingRange.Require("--keep-known", part, 0, 1);
        return LabelsDescription.Read(labels)?.HeldOut?.OutlierLimit(part)
            ?? throw new NoisyStudentException($"{labels} knows of no held-out pictures: give label --held-out, or give --outlier-score.");
    }

    private static long? ParseMemory(string text)
    {
        var unit = Array.FindLastIndex(_units, unit => text.EndsWith(unit, StringComparison.OrdinalIgnoreCase));
        return unit >= 0
            && double.TryParse(text[..^_units[unit].Length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            && number * Math.Pow(1024, unit) is <= long.MaxValue / 2 and var bytes
                ? (long)bytes
                : null;
    }
}
