using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Training;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.Training;

/// <summary>The whole trainer on random 32x32 images in memory, without noise.</summary>
internal static class SyntheticTraining
{
    private const int Images = 4096;
    private const int Classes = 10;
    private const int ImageSize = 32;

    /// <summary>Trains ResNet-20 for some steps.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="batchSize">Images in a step.</param>
    /// <param name="report">Told after the first step, every tenth after it, and the last.</param>
    public static void Run(int steps, int batchSize, Action<TrainingProgress> report)
    {
        var random = KeyedRandom.For(1, RandomUse.Drawing);
        var targets = new float[Images * Classes];
        for (var image = 0; image < Images; image++)
        {
            targets[(image * Classes) + random.NextInt(Classes)] = 1;
        }

        var images = new ImageSet(ImageSize, Names(Images), Enumerable.Range(0, Images).Select(_ => RandomPixels(ref random)).ToArray());
        var plan = new TrainingPlan
        {
            Iteration = 0,
            Description = new ModelDescription("resnet-20", Names(Classes), ImageSize, Normalization.Of(images)),
            ModelNoise = ModelNoise.None,
            Labeled = new TrainingSet(images, targets, Classes),
            BatchSize = batchSize,
            LearningRate = 0.01,
            Epochs = steps * (double)batchSize / Images,
            Validation = new LabeledSet("none", images.Subset([]), Names(Classes), []),
        };
        var noNoise = new InputNoise { Operations = 0, CropPadding = 0, Flip = false };
        new Trainer(new TrainingSettings(), noNoise, seed: 1, CPU).Train(plan, new Relay<TrainingProgress>(report)).Dispose();
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(number => $"{number}")];

    private static byte[] RandomPixels(ref KeyedRandom random)
    {
        var pixels = new byte[ImageSize * ImageSize * Normalization.Channels];
        foreach (ref var pixel in pixels.AsSpan())
        {
            pixel = (byte)random.NextInt(256);
        }

        return pixels;
    }
}
