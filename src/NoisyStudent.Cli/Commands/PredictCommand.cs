using System.CommandLine;
using NoisyStudent.Classification;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Images;

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
        var model = ModelOption.Create("A model.safetensors or model.onnx (which runs without libtorch)");
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
            using var trained = Predictor.Load(ModelOption.FileOf(parsed.GetRequiredValue(model)), parsed.GetRequiredValue(device));
            var settings = new ReadingSettings
            {
                ImageSize = trained.Description.ImageSize,
                Set = "given",
                BadImages = parsed.GetChoice<BadImagePolicy>(onBadImage),
                Unreadable = file => screen.Fail($"{file.File} is left out: {file.Reason}."),
                Note = screen.Fail,
            };
            using var images = Read(parsed.GetRequiredValue(pictures), settings, interrupt);
            var predictions = trained.Predict(images, cancellation: interrupt);
            var rankings = Enumerable.Range(0, images.Count)
                .Select(i => ClassProbability.Rank(predictions.Distribution(i), trained.Description.Classes));
            PredictionWriter.Write(
                screen, parsed.GetChoice<PredictionFormat>(format), images.Names, [.. rankings], Math.Max(1, parsed.GetValue(top)));
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
}
