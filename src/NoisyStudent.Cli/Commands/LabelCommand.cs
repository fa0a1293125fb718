using System.CommandLine;
using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Events;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student label</c>: teachers label a set of any size, or a share of it.</summary>
internal static class LabelCommand
{
    private const int LargestPart = 10_000_000;

    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var model = new Option<string[]>("--model")
        {
            Description = "The teacher: a model.safetensors or model.onnx, or a run folder (its last model, unless an earlier one is better on the held-out pictures). Several label together, by their mean.",
            HelpName = "FILE|RUN",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var images = new Option<string>("--images")
        {
            Description = "The pictures: a folder (or archive, or shards-{000..127}.tar) of any depth, or a .csv of path.",
            HelpName = "DIR",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "The folder for the pseudo-labels, one Parquet file for each part. The same command goes on after the last finished part.",
            HelpName = "DIR",
            Required = true,
        };
        var shard = new Option<string>("--shard")
        {
            Description = "The share of the work, 1/4 to 4/4 for example: all of them may run at once, on many machines over one shared folder.",
            HelpName = "i/n",
            DefaultValueFactory = _ => "1/1",
        };
        var heldOut = new Option<string?>("--held-out")
        {
            Description = "Labeled pictures that no teacher was trained on: confidence is calibrated on them, and 'select --keep-known' measured by them.",
            HelpName = "DIR",
        };
        var largest = new Option<int?>("--largest")
        {
            Description = "How many of the largest probabilities to keep, 0 for all. [default: all up to 100 classes, else 10]",
            HelpName = "K",
        };
        var partSize = new Option<int>("--part-size")
        {
            Description = "How many pictures a part has: so many are labeled again at most after an interruption.",
            DefaultValueFactory = _ => PseudoLabelFiles.DefaultPartSize,
        };
        var augmentation = RunOptions.Choice<TestTimeAugmentation>(
            "--test-time-augmentation", "Answer by the mean over views of a picture: itself, mirrored too, or shifted as well (six views).");
        RunOptions.RefuseEmpty(model, images, output, heldOut);
        RunOptions.RequireRange(largest, 0, 100_000);
        RunOptions.RequireRange(partSize, 1, LargestPart);
        shard.Validators.Add(given =>
        {
            if (ParseShard(given.GetValueOrDefault<string>()) is null)
            {
                given.AddError($"{shard.Name} {given.GetValueOrDefault<string>()}: give a share as 1/4, from 1/n to n/n.");
            }
        });
        var (device, onBadImage, mostPixels) = (RunOptions.Device(), RunOptions.OnBadImage(), RunOptions.MostPixels());
        var command = new Command("label", "Write a teacher's pseudo-labels for a set of pictures of any size.")
        {
            model, images, output, shard, heldOut, augmentation, largest, partSize, device, onBadImage, mostPixels,
        };
        command.SetAction(parsed =>
        {
            var (number, shards) = ParseShard(parsed.GetRequiredValue(shard))!.Value;
            return Run(screen, new LabelingRequest
            {
                Models = Array.ConvertAll(parsed.GetRequiredValue(model), path => ModelOption.FileOf(path, screen)),
                Images = parsed.GetRequiredValue(images),
                Output = parsed.GetRequiredValue(output),
                Shard = number - 1,
                Shards = shards,
                TestTimeAugmentation = parsed.GetChoice<TestTimeAugmentation>(augmentation),
                Largest = parsed.GetValue(largest),
                PartSize = parsed.GetValue(partSize),
                HeldOut = parsed.GetValue(heldOut),
                Device = parsed.GetRequiredValue(device),
                MostPixels = parsed.GetPixels(mostPixels),
                BadImages = parsed.GetChoice<BadImagePolicy>(onBadImage),
            }, interrupt);
        });
        return command;
    }

    private static int Run(Screen screen, LabelingRequest request, CancellationToken interrupt)
    {
        var labeled = screen.Watch(observer => Label(request, observer, interrupt));
        screen.Say(
            $"{labeled:N0} pictures labeled. To filter and balance: noisy-student select --labels {ShellWord.OfPath(request.Output)} --output selected.parquet");
        return 0;
    }

    private static long Label(LabelingRequest request, IRunObserver observer, CancellationToken interrupt)
    {
        try
        {
            using var labeling = new Labeling(request, observer, interrupt);
            return labeling.Run(interrupt);
        }
        catch (OperationCanceledException)
        {
            throw new InterruptedException(PseudoLabelFiles.HasParts(request.Output)
                ? "Finished parts stay: the same command goes on after them."
                : "No part was finished: the same command begins with the first one.");
        }
    }

    private static (int Number, int Shards)? ParseShard(string? text) =>
        text?.Split('/') is [var number, var shards]
        && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var i)
        && int.TryParse(shards, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && i >= 1 && i <= n
            ? (i, n)
            : null;
}
