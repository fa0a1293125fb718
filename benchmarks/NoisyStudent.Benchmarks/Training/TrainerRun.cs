using System.Diagnostics;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>The whole trainer on images in memory.</summary>
internal static class TrainerRun
{
    private const int Classes = 10;

    /// <summary>Trains ResNet-20 for some steps; the classes are random.</summary>
    /// <param name="images">The images.</param>
    /// <param name="noise">Their noise.</param>
    /// <param name="steps">How many.</param>
    /// <param name="batchSize">Images in a step, unlabeled ones included.</param>
    /// <param name="report">Told after the first step, every tenth after it, and the last.</param>
    /// <param name="unlabeled">Unlabeled images, seven for each labeled one; null for none.</param>
    public static void Train(
        ImageSet images, InputNoise noise, int steps, int batchSize, Action<TrainingProgress> report, TrainingSet? unlabeled = null)
    {
        const int Ratio = 7;
        var labeledPerBatch = unlabeled is null ? batchSize : batchSize / (1 + Ratio);
        var labeled = new TrainingPart { Name = "labeled", Set = Label(images), Images = labeledPerBatch };
        var plan = new TrainingPlan
        {
            Iteration = 0,
            Description = Describe(images),
            ModelNoise = ModelNoise.None,
            Parts = unlabeled is null
                ? [labeled]
                : [labeled, new TrainingPart { Name = "pseudo-labeled", Set = unlabeled, Images = Ratio * labeledPerBatch, Weight = Ratio }],
            LearningRate = 0.01,
            Steps = steps,
            StepsPerEpoch = (double)images.Count / labeledPerBatch,
            Validation = new LabeledSet("none", images.Subset([]), Names(Classes), []),
        };
        new Trainer(new TrainingSettings(), noise, seed: 1, CPU).Train(plan, new Relay<TrainingProgress>(report)).Dispose();
    }

    /// <summary>Images a second from the end of the first step to that of the last.</summary>
    /// <param name="images">The images.</param>
    /// <param name="noise">Their noise.</param>
    /// <param name="steps">How many steps are timed.</param>
    /// <param name="batchSize">Images in a step, unlabeled ones included.</param>
    /// <param name="unlabeled">Unlabeled images, seven for each labeled one; null for none.</param>
    public static double Rate(ImageSet images, InputNoise noise, int steps, int batchSize, TrainingSet? unlabeled = null)
    {
        var watch = new Stopwatch();
        Train(images, noise, steps + 1, batchSize, progress =>
        {
            if (progress.Step == 1)
            {
                watch.Start();
            }
            else if (progress.Step == steps + 1)
            {
                watch.Stop();
            }
        }, unlabeled);
        return steps * batchSize / watch.Elapsed.TotalSeconds;
    }

    /// <summary>The images with random classes.</summary>
    /// <param name="images">The images.</param>
    public static TrainingSet Label(ImageSet images)
    {
        var random = KeyedRandom.For(2, RandomUse.Drawing);
        var targets = new float[images.Count * Classes];
        for (var image = 0; image < images.Count; image++)
        {
            targets[(image * Classes) + random.NextInt(Classes)] = 1;
        }

        return new TrainingSet(images, targets, Classes);
    }

    /// <summary>A ResNet-20 for the images.</summary>
    /// <param name="images">The images.</param>
    public static ModelDescription Describe(ImageSet images) => new("resnet-20", Names(Classes), images.ImageSize, Normalization.Of(images));

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(number => $"{number}")];
}
