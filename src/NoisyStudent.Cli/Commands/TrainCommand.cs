using System.CommandLine;
using NoisyStudent.Cli.Terminal;
using NoisyStudent.Datasets;
using NoisyStudent.Events;
using NoisyStudent.Recipes;
using NoisyStudent.Reporting;
using NoisyStudent.Runs;
using NoisyStudent.SelfTraining;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student train</c>: a teacher, its pseudo-labels and noisy students, from a person's own pictures.</summary>
internal static class TrainCommand
{
    private const string RunsFolder = "runs";

    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var (labeled, unlabeled, test) = (RunOptions.Labeled(), RunOptions.Unlabeled(), RunOptions.Test());
        labeled.Required = unlabeled.Required = true;
        var corrections = new Option<string?>("--corrections")
        {
            Description = "A table path,label with the right labels of some labeled pictures; an empty label leaves a picture out.",
            HelpName = "FILE.csv",
        };
        var recipe = new Option<string>("--recipe")
        {
            Description = "A built-in recipe, a YAML file, or auto: made for the pictures at hand.",
            HelpName = "NAME|FILE",
            DefaultValueFactory = _ => RecipeCatalog.Auto,
        };
        var output = new Option<string?>("--output")
        {
            Description = $"The run folder. An interrupted run goes on in it. [default: {RunsFolder}/ and the names of labeled set and recipe]",
            HelpName = "DIR",
        };
        var init = new Option<string?>("--init")
        {
            Description = "Weights that the teacher starts from: imagenet, hf:ORG/NAME of the Hugging Face hub (weights lists some), a model of an earlier run, a safetensors file with timm's or torchvision's names, or random. [default: what the recipe says; auto compares imagenet with random on your labels]",
            HelpName = "NAME|FILE",
        };
        var selected = new Option<string?>("--selected")
        {
            Description = "What select has written of pictures that label labeled: the first student learns from it, and of --unlabeled its pictures alone are read.",
            HelpName = "FILE.parquet",
        };
        var teacher = new Option<string?>("--teacher")
        {
            Description = "A model to take for the teacher as it is, a model.safetensors or a run folder (its teacher, where that is the one that would be trained; else its best model).",
            HelpName = "FILE|RUN",
        };
        var budget = RunOptions.Budget();
        RunOptions.RefuseEmpty(labeled, corrections, unlabeled, test, selected, teacher, recipe, output, init);
        var (set, device, onBadImage, checkpointEvery) = (RunOptions.Set(), RunOptions.Device(), RunOptions.OnBadImage(), RunOptions.CheckpointEvery());
        var mostPixels = RunOptions.MostPixels();
        var command = new Command("train", "Train a teacher and noisy students on your own pictures.")
        {
            labeled, corrections, unlabeled, selected, test, recipe, output, init, teacher, budget, set, device, onBadImage, mostPixels, checkpointEvery,
        };
        command.Validators.Add(given =>
        {
            if (given.GetResult(init) is not null && given.GetResult(teacher) is not null)
            {
                given.AddError($"Give {init.Name} to train a teacher from these weights, or {teacher.Name} to take one as it is, not both.");
            }
        });
        command.SetAction(parsed => Run(screen, new RunRequest
        {
            Labeled = parsed.GetRequiredValue(labeled),
            Corrections = parsed.GetValue(corrections),
            Unlabeled = parsed.GetRequiredValue(unlabeled),
            Selected = parsed.GetValue(selected),
            Teacher = parsed.GetValue(teacher),
            Test = parsed.GetValue(test),
            Recipe = parsed.GetRequiredValue(recipe),
            Overrides = parsed.GetRequiredValue(set),
            Init = parsed.GetValue(init),
            Budget = parsed.GetValue(budget) is { } time ? Duration.Parse(time) : null,
            Output = parsed.GetValue(output) ?? DefaultOutput(parsed.GetRequiredValue(labeled), parsed.GetRequiredValue(recipe)),
            Device = parsed.GetRequiredValue(device),
            MostPixels = parsed.GetPixels(mostPixels),
            BadImages = parsed.GetChoice<BadImagePolicy>(onBadImage),
            CheckpointEvery = TimeSpan.FromSeconds(parsed.GetRequiredValue(checkpointEvery)),
        }, interrupt));
        return command;
    }

    /// <summary>Makes the run and shows what came out.</summary>
    public static int Run(Screen screen, RunRequest request, CancellationToken interrupt)
    {
        var results = screen.Watch(observer => Execute(request, observer, interrupt));
        ResultsTable.Show(screen.Console, results);
        var report = WriteReport(screen, new RunFolder(request.Output));
        var best = BestModel.Of(results);
        screen.Say(
            $"The run is in {request.Output}{report}. Its model is {best.Model.Name}, {best.Reason}. To use it: noisy-student predict --model {ShellWord.OfPath(request.Output)} PICTURES");
        return 0;
    }

    private static RunResults Execute(RunRequest request, IRunObserver observer, CancellationToken interrupt)
    {
        try
        {
            return new NoisyStudentRun(request, observer).Execute(interrupt);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException(File.Exists(new RunFolder(request.Output).RecipeFile)
                ? "What is finished is kept: the same command goes on with it."
                : "The training had not begun: the same command begins it.");
        }
    }

    /// <summary>Puts the run on one page; the run itself has succeeded in any case.</summary>
    private static string WriteReport(Screen screen, RunFolder folder)
    {
        try
        {
            foreach (var note in RunReport.Write(folder))
            {
                screen.Fail(note);
            }

            return $"; {Path.GetFileName(folder.ReportFile)} in it shows what came out";
        }
        catch (NoisyStudentException refusal)
        {
            screen.Fail(refusal.Message);
            return "";
        }
    }

    private static string DefaultOutput(string labeled, string recipe)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(labeled)));
        return Path.Combine(RunsFolder, $"{name.Split('.', '{')[0].TrimEnd('-', '_')}-{Path.GetFileNameWithoutExtension(recipe)}");
    }
}
