using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using NoisyStudent.Recipes;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>
/// What networks for small pictures learn from labels alone in the same time: each trains for as many steps as fit into it, with noise and
/// optimization of <c>cifar10-quick</c>'s teacher.
/// </summary>
internal static class NetworksBenchmark
{
    public const string Name = "networks";

    private const string RecipeName = "cifar10-quick";
    private const string ReferenceName = "resnet-20";
    private const int TimedSteps = 40;
    private const int WarmUpSteps = 10;

    private static readonly string[] _networks = ["resnet-8", "resnet-14", "resnet-26", "resnet-38", "wide-resnet-28-2", "fast-16", "fast-32", "fast-64"];

    /// <summary>Trains each network.</summary>
    /// <param name="labeled">CIFAR-10's labeled images; the recipe's part of them is held out.</param>
    /// <param name="test">Its test images.</param>
    /// <param name="seconds">How long each may train.</param>
    /// <param name="networks">Which networks; all for small pictures where there are none.</param>
    public static IEnumerable<BenchmarkResult> Run(string labeled, string test, double seconds, string[] networks)
    {
        var recipe = RecipeCatalog.Read(RecipeName, []);
        using var all = DatasetReader.ReadLabeled(labeled, Settings("labeled"));
        using var tested = DatasetReader.ReadLabeled(test, Settings("test"));
        var (training, validation) = all.Split(recipe.ValidationFraction, recipe.HeldOutSeed);
        var reference = Train(ReferenceName);
        foreach (var network in networks is [] ? _networks : networks)
        {
            yield return Compare(network, Train(network), reference);
        }

        ReadingSettings Settings(string set) => new() { ImageSize = recipe.ImageSize, Set = set };

        Trained Train(string network)
        {
            var plan = new TrainingPlan
            {
                Iteration = 0,
                Description = new ModelDescription(network, all.Classes, recipe.ImageSize, Normalization.Of(training.Images)),
                ModelNoise = recipe.Teacher.ModelNoise,
                Parts = [new TrainingPart { Name = "labeled", Set = TrainingSet.Of(training, recipe.SectionsOf(0).Training.LabelSmoothing), Images = recipe.Teacher.BatchSize }],
                LearningRate = recipe.Teacher.LearningRate,
                Steps = WarmUpSteps + TimedSteps,
                StepsPerEpoch = (double)training.Images.Count / recipe.Teacher.BatchSize,
                Validation = validation.Subset([]),
            };
            var trainer = new Trainer(recipe.SectionsOf(0).Training, recipe.SectionsOf(0).Noise, recipe.Seed, CPU);
            var (before, after) = (0.0, 0.0);
            trainer.Train(plan, new Relay<TrainingProgress>(progress =>
            {
                before = progress.Step <= WarmUpSteps + 1 ? progress.Seconds : before;
                after = progress.Seconds;
            })).Dispose();

            var steps = (long)(seconds / (after - before) * (TimedSteps - 1));
            using var model = trainer.Train(plan with { Steps = steps });
            var result = new Trained(model.Network.ParameterCount, steps * plan.ImagesPerStep / seconds, Top1(model, validation), Top1(model, tested));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{network}: {result.Parameters:N0} parameters, {result.Rate:N0} images/s, {steps * plan.ImagesPerStep:N0} images, "
                + $"validation top-1 {result.Validation:F1}, test top-1 {result.Test:F1}"));
            return result;
        }
    }

    private static double Top1(TrainedModel model, LabeledSet set) => 100 * Scores.Of(Predictor.Predict(model, set.Images, CPU), set.Labels).Top1;

    private static BenchmarkResult Compare(string network, Trained measured, Trained reference) => new(
        $"{Name} {network}", Math.Round(measured.Test, 2), "% test top-1", Math.Round(reference.Test, 2), ReferenceName,
        Math.Round(measured.Test / reference.Test, 4));

    private readonly record struct Trained(long Parameters, double Rate, double Validation, double Test);
}
