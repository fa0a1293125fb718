using System.CommandLine;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.SelfTraining;
using NoisyStudent.Torch;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student predict</c>: pictures in, classes and probabilities out.</summary>
internal static class PredictCommand
{
    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var pictures = new Argument<string[]>("PICTURES")
        {
            Description = "Pictures, or folders or archives of them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var model = new Option<string>("--model")
        {
            Description = "A model.safetensors, or a run folder: then the model with the best validation top-1.",
            HelpName = "FILE|RUN",
            Required = true,
        };
        RunOptions.RefuseEmpty(model);
        var format = RunOptions.Choice<PredictionFormat>("--format", "How to print: a table for people, JSON or CSV for programs.");
        var top = new Option<int>("--top")
        {
            Description = "How many classes to print for each picture, the most probable first.",
            DefaultValueFactory = _ => 1,
        };
        var (device, onBadImage) = (RunOptions.Device(), RunOptions.OnBadImage());
        var command = new Command("predict", "Classify pictures with a trained model.") { pictures, model, format, top, device, onBadImage };
        command.SetAction(parsed =>
        {
            var torchDevice = TorchDevice.Parse(parsed.GetRequiredValue(device));
            using var trained = TrainedModel.Load(ModelFile(parsed.GetRequiredValue(model)), torchDevice);
            var settings = new ReadingSettings
            {
                ImageSize = trained.Description.ImageSize,
                Set = "given",
                BadImages = parsed.GetChoice<BadImagePolicy>(onBadImage),
                Unreadable = file => screen.Fail($"{file.File} is left out: {file.Reason}."),
            };
            using var images = Read(parsed.GetRequiredValue(pictures), settings, interrupt);
            var predictions = Predictor.Predict(trained, images, torchDevice, cancellation: interrupt);
            var kept = Math.Clamp(parsed.GetValue(top), 1, predictions.Classes);
            PredictionWriter.Write(screen, parsed.GetChoice<PredictionFormat>(format), images.Names, predictions, trained.Description.Classes, kept);
        });
        return command;
    }

    /// <summary>The pictures named one by one, then those of each folder and archive.</summary>
    private static ImageSet Read(string[] paths, ReadingSettings settings, CancellationToken interrupt)
    {
        var sets = paths.Where(path => !IsPicture(path)).Select(path => Named(path, DatasetReader.ReadUnlabeled(path, settings, interrupt)));
        var files = paths.Where(IsPicture).ToArray();
        return ImageSet.Join(files.Length == 0 ? [.. sets] : [DatasetReader.ReadFiles(files, settings, interrupt), .. sets]);
    }

    private static bool IsPicture(string path) => ImageReader.IsImageName(path) && !Directory.Exists(path);

    private static ImageSet Named(string path, ImageSet images) => images.Rename(name => Path.Combine(path, name));

    private static string ModelFile(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        var folder = new RunFolder(path);
        var best = RunResults.Read(folder.ResultsFile).Models
            .OrderByDescending(model => model.Validation?.Top1 ?? 0).ThenByDescending(model => model.Iteration).FirstOrDefault()
            ?? throw new NoisyStudentException($"{path} is no run folder with a finished model: give one, or a model.safetensors.");
        return folder.ModelFile(best.Iteration);
    }
}
