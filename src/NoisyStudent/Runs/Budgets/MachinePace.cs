using System.Globalization;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Recipes;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using NoisyStudent.Training.Optimizers;
using static TorchSharp.torch;

namespace NoisyStudent.Runs.Budgets;

/// <summary>
/// How fast this machine trains, as a recipe that is made for a budget needs to know before there is any recipe: by a few steps of what
/// <see cref="CountedSpeeds"/> counts in.
/// </summary>
internal static class MachinePace
{
    private const int ImageSize = CountedSpeeds.UnitSize;
    private const int Pictures = 256;
    private const int Classes = 10;

    /// <summary>Measures it.</summary>
    /// <param name="budget">The run's budget, of which it takes little.</param>
    /// <param name="device">Where networks run.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <returns>How many times as many images as two ordinary cores it trains in the same time.</returns>
    public static double Measure(TimeSpan budget, Device device, CancellationToken cancellation)
    {
        TorchRuntime.Load();
        string[] classes = [.. Enumerable.Range(0, Classes).Select(each => each.ToString(CultureInfo.InvariantCulture))];
        string[] names = [.. Enumerable.Range(0, Pictures).Select(each => each.ToString(CultureInfo.InvariantCulture))];
        using var images = new ImageSet(ImageSize, names, Enumerable.Range(0, Pictures).Select(Picture));
        var labeled = new LabeledSet("", images, classes, [.. Enumerable.Range(0, Pictures).Select(each => each % Classes)]);
        var recipe = new Recipe { ImageSize = ImageSize, Training = new TrainingSettings { Optimizer = OptimizerKind.Muon } };
        var plan = new TrainingPlan
        {
            Iteration = 0,
            Description = new ModelDescription(CountedSpeeds.UnitNetwork, classes, ImageSize, Normalization.Of(images, RgbImage.Channels)),
            ModelNoise = ModelNoise.None,
            Parts = [new TrainingPart { Name = "labeled", Set = TrainingSet.Of(labeled, labelSmoothing: 0), Images = Pictures / 2 }],
            LearningRate = 1,
            Steps = 2,
            StepsPerEpoch = 2,
            Validation = labeled.Subset([]),
        };
        return 1 / (CountedSpeeds.OrdinaryPerSecond * new SpeedProbe((_, _) => plan, budget, device, cancellation).Training(recipe, model: 0));
    }

    /// <summary>What pictures show does not change what a step takes.</summary>
    private static byte[] Picture(int number) => [.. Enumerable.Range(0, ImageSize * ImageSize * RgbImage.Channels).Select(place => (byte)((place * 31) + number))];
}
