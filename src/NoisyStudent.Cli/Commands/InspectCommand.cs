using System.CommandLine;
using NoisyStudent.Cli.Inspection;
using NoisyStudent.Datasets;
using NoisyStudent.Recipes;
using Spectre.Console;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student inspect</c>: what is in the pictures, which are there twice, and what the noise makes of them.</summary>
internal static class InspectCommand
{
    private const string DefaultOutput = "inspect.png";

    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var (labeled, unlabeled, test) = (RunOptions.Labeled(), RunOptions.Unlabeled(), RunOptions.Test());
        var recipe = new Option<string>("--recipe")
        {
            Description = "Whose noise and image size: a built-in recipe, a YAML file, or auto, which is made for the pictures at hand.",
            HelpName = "NAME|FILE",
            DefaultValueFactory = _ => RecipeCatalog.Auto,
        };
        var output = new Option<string>("--output")
        {
            Description = "Where the picture of pictures goes, clean and noised.",
            HelpName = "FILE.png",
            DefaultValueFactory = _ => DefaultOutput,
        };
        var corruptions = new Option<string?>("--corruptions")
        {
            Description = "Also draw what the 19 corruptions make of the first picture, at all severities, into this file.",
            HelpName = "FILE.png|.jpg|.webp",
        };
        Option<string>[] sets = [labeled, test, unlabeled];
        RunOptions.RefuseEmpty([.. sets, recipe, output, corruptions]);
        output.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: var path }] && !Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
            {
                given.AddError($"{output.Name} {path}: give a name that ends in .png.");
            }
        });
        var (set, mostPixels) = (RunOptions.Set(), RunOptions.MostPixels());
        var command = new Command("inspect", "Look at pictures before training on them: counts, duplicates, and what the noise makes of them.")
        {
            labeled, unlabeled, test, recipe, output, corruptions, set, mostPixels,
        };
        command.Validators.Add(given =>
        {
            if (sets.All(option => given.GetResult(option) is null))
            {
                given.AddError("There is nothing to inspect: give --labeled, --unlabeled or --test.");
            }
        });
        command.SetAction(parsed =>
        {
            var corrupted = parsed.GetValue(corruptions);
            var format = corrupted is null ? default : SheetFormat.Of(corrupted);
            var paths = sets.Where(option => parsed.GetValue(option) is not null)
                .Select(option => (option.Name.TrimStart('-'), parsed.GetValue(option)!)).ToArray();
            using var inspection = screen.Watch(observer => SetInspection.Of(
                paths, parsed.GetRequiredValue(recipe), parsed.GetRequiredValue(set), parsed.GetPixels(mostPixels), observer, interrupt));
            InspectionTables.Show(screen.Console, inspection);
            var (file, sheet) = (parsed.GetRequiredValue(output), ContactSheet.Draw(inspection));
            Write(file, sheet);
            screen.Console.WriteLine(PrintableText.Of($"{file} shows what the noise of recipe {inspection.Recipe.Name} makes of the pictures."
                + (inspection.Recipe.Name == RecipeCatalog.Auto ? " It is the one for random weights: where train finds a pre-trained network better, it chooses another size and other noise." : "")));
            if (corrupted is not null)
            {
                var drawn = CorruptionSheet.Draw(inspection, format);
                Write(corrupted, drawn);
                screen.Console.WriteLine(PrintableText.Of($"{corrupted} shows what the corruptions make of {CorruptionSheet.PictureOf(inspection)}."));
            }
        });
        return command;
    }

    /// <summary>A sheet may be written among the pictures, but is none of them.</summary>
    private static void Write(string file, byte[] sheet)
    {
        WholeFile.Write(file, stream => stream.Write(sheet));
        OwnFiles.MarkFile(file);
    }
}
