using System.CommandLine;
using System.Globalization;
using NoisyStudent.Classification;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Prediction;

namespace NoisyStudent.Cli.Commands;

/// <summary><c>noisy-student predict</c>: pictures in, classes and probabilities out.</summary>
internal static class PredictCommand
{
    private const int MostClasses = 100_000;

    public static Command Create(Screen screen, CancellationToken interrupt)
    {
        var pictures = new Argument<string[]>("PICTURES")
        {
            Description = "Pictures, or folders or archives of them. Answers come in their order.",
            Arity = ArgumentArity.OneOrMore,
        };
        var model = ModelOption.Create("A model.safetensors or model.onnx (which runs without libtorch)");
        var format = RunOptions.Choice<PredictionFormat>("--format", "How to print: a table for people, JSON or CSV for programs.");
        var top = new Option<int>("--top")
        {
            Description = "How many classes to print for each picture, the most probable first.",
            DefaultValueFactory = _ => 1,
        };
        var sortInto = new Option<string?>("--sort-into") { Description = "Also copy each picture into a folder of its class in DIR.", HelpName = "DIR" };
        var link = new Option<bool>("--link") { Description = "With --sort-into: make symbolic links to the pictures instead of copies." };
        var leastConfidence = new Option<double?>("--least-confidence")
        {
            Description = $"With --sort-into: pictures of which the model is less sure go into the folder {PictureSorting.Unsure}.",
            HelpName = "0..1",
        };
        RunOptions.RefuseEmpty(pictures);
        RunOptions.RefuseEmpty(sortInto);
        RunOptions.RequireRange(top, 1, MostClasses);
        leastConfidence.Validators.Add(given =>
        {
            if (given.Tokens is [var token]
                && !(double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var confidence) && confidence is >= 0 and <= 1))
            {
                given.AddError($"{leastConfidence.Name} must be from 0 to 1.");
            }
        });
        var (device, onBadImage, mostPixels) = (RunOptions.Device(), RunOptions.OnBadImage(), RunOptions.MostPixels());
        var command = new Command("predict", "Classify pictures with a trained model.")
        {
            pictures, model, format, top, sortInto, link, leastConfidence, device, onBadImage, mostPixels,
        };
        command.Validators.Add(given =>
        {
            if (given.GetResult(sortInto) is null && (given.GetValue(link) || given.GetResult(leastConfidence) is not null))
            {
                given.AddError($"{link.Name} and {leastConfidence.Name} say how to sort: give {sortInto.Name} too.");
            }
        });
        command.SetAction(parsed =>
        {
            var paths = parsed.GetRequiredValue(pictures);
            using var trained = Predictor.Load(ModelOption.FileOf(parsed.GetRequiredValue(model), screen), parsed.GetRequiredValue(device));
            var folder = parsed.GetValue(sortInto);
            var sorting = folder is null ? null : new PictureSorting(folder, trained.Description.Classes, parsed.GetValue(link), parsed.GetValue(leastConfidence));
            sorting?.Check(paths);
            var settings = new ReadingSettings
            {
                ImageSize = trained.Description.ImageSize,
                Set = "given",
                Fit = trained.Description.Fit,
                SampleBits = trained.Description.SampleBits ?? ImageReading.WholeSampleBits,
                MostPixels = parsed.GetPixels(mostPixels),
                BadImages = parsed.GetChoice<BadImagePolicy>(onBadImage),
                Unreadable = file => screen.Fail($"{file.File} is left out: {file.Reason}."),
                Note = text => screen.Fail($"{text}."),
            };
            using var given = new GivenPictures(paths, settings, except: folder, interrupt);
            var predictions = trained.Predict(given.Images, cancellation: interrupt);
            var rankings = Enumerable.Range(0, given.Images.Count)
                .Select(i => ClassProbability.Rank(predictions.Distribution(i), trained.Description.Classes));
            PredictionWriter.Write(
                screen, parsed.GetChoice<PredictionFormat>(format), given.Images.Names, [.. rankings], parsed.GetValue(top));
            sorting?.Sort(screen, given, predictions, interrupt);
        });
        return command;
    }
}
