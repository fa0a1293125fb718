using System.CommandLine;
using NoisyStudent.Cli.Demo;
using NoisyStudent.Events;
using NoisyStudent.SelfTraining;
using Spectre.Console;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student demo</c>: draws a small picture set and runs <c>train</c> on it.</summary>
internal static class DemoCommand
{
    private const string DefaultFolder = "noisy-student-demo";
    private const string RecipeName = "demo";
    private const int LeastSize = 16;
    private const int MostSize = 512;

    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var output = new Option<string>("--output")
        {
            Description = "Where the pictures and the run go.",
            HelpName = "DIR",
            DefaultValueFactory = _ => DefaultFolder,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Other pictures and another run for each number.",
            DefaultValueFactory = _ => 1,
        };
        var size = new Option<int>("--size")
        {
            Description = "Width and height of the pictures in pixels; a training takes as many times as long as there are pixels more.",
            DefaultValueFactory = _ => new DemoPictureOptions().Size,
        };
        RunOptions.RequireRange(size, LeastSize, MostSize);
        var drawOnly = new Option<bool>("--draw-only") { Description = "Draw the pictures, and train nothing." };
        RunOptions.RefuseEmpty(output);
        var (set, device) = (RunOptions.Set(), RunOptions.Device());
        var command = new Command("demo", "Draw a small picture set and train on it: see the method at work in a minute.")
        {
            output, seed, size, drawOnly, set, device,
        };
        command.Validators.Add(given =>
        {
            if (given.GetValue(drawOnly) && given.GetResult(set) is { Implicit: false })
            {
                given.AddError($"{drawOnly.Name} trains nothing: leave {set.Name} away.");
            }
        });
        command.SetAction(parsed =>
        {
            var options = new DemoPictureOptions { Seed = parsed.GetValue(seed), Size = parsed.GetValue(size) };
            var isUsual = options.Size == new DemoPictureOptions().Size;
            var folder = Path.Combine(parsed.GetRequiredValue(output), $"seed-{options.Seed}{(isUsual ? "" : $"-size-{options.Size}")}");
            var pictures = Path.Combine(folder, "pictures");
            screen.Console.WriteLine(
                $"Drawing ten classes of shapes into {pictures}: {options.LabeledPerClass} labeled pictures a class, "
                + $"{options.Unlabeled:N0} unlabeled, {options.TestPerClass} a class for the test.");
            Draw(screen, pictures, options, interrupt);
            if (parsed.GetValue(drawOnly))
            {
                return 0;
            }

            return TrainCommand.Run(screen, new RunRequest
            {
                Labeled = Path.Combine(pictures, "labeled"),
                Unlabeled = Path.Combine(pictures, "unlabeled"),
                Test = Path.Combine(pictures, "test"),
                Recipe = RecipeName,
                Overrides = [$"seed={parsed.GetValue(seed)}", $"image-size={options.Size}", .. parsed.GetRequiredValue(set)],
                Output = Path.Combine(folder, "run"),
                Device = parsed.GetRequiredValue(device),
            }, interrupt);
        });
        return command;
    }

    private static void Draw(Screen screen, string folder, DemoPictureOptions options, CancellationToken interrupt) => screen.Watch(observer =>
    {
        var stage = new RunStage("draw pictures", Total: (DemoShapes.Names.Count * (options.LabeledPerClass + options.TestPerClass)) + options.Unlabeled);
        try
        {
            return observer.During(stage, tell =>
            {
                DemoPictures.Draw(folder, options, new Relay<int>(done => tell(new StageProgress(done))), interrupt);
                return stage;
            });
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException($"Some of the pictures are in {folder}: the same command draws all of them.");
        }
    });
}
