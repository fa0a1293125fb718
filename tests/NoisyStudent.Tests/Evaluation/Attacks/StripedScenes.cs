using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Tests.Evaluation.Corruptions;
using NoisyStudent.Torch;
using NoisyStudent.Training;
using TorchSharp;

namespace NoisyStudent.Tests.Evaluation.Attacks;

/// <summary>Scenes with lines, level, upright or aslant, that a small network can tell apart, but not so well that no attack is felt.</summary>
internal static class StripedScenes
{
    public const int Size = 16;

    public static LabeledSet Set(int count, int from)
    {
        var pixels = Enumerable.Range(from, count).Select(number =>
        {
            var (scene, kind) = (Views.Scene(Size, number), number % 3);
            return Views.Of(Size, (x, y) =>
            {
                var place = kind switch { 0 => x, 1 => y, _ => x + y };
                var line = (place + number) % 4 < 2 ? 12 : -12;
                return ((scene.At(x, y, 0) * 255) + line, (scene.At(x, y, 1) * 255) + line, (scene.At(x, y, 2) * 255) + line);
            }).Pixels;
        });
        return new LabeledSet(
            "memory", new ImageSet(Size, [.. Enumerable.Range(from, count).Select(number => $"{number}.png")], pixels), ["upright", "level", "aslant"],
            [.. Enumerable.Range(from, count).Select(number => number % 3)]);
    }

    /// <summary>A network that was trained on some, in a few seconds.</summary>
    public static TrainedModel Train(int channels)
    {
        TorchRuntime.Load();
        var plan = new TrainingPlan
        {
            Iteration = 0,
            Description = new ModelDescription("resnet-8", ["upright", "level", "aslant"], Size, TestSets.NormalizationOf(channels)),
            ModelNoise = ModelNoise.None,
            Parts = [new TrainingPart { Name = "labeled", Set = TrainingSet.Of(Set(300, from: 0), 0), Images = 30 }],
            LearningRate = 0.1,
            Steps = 80,
            StepsPerEpoch = 10,
            Validation = Set(30, from: 5000),
        };
        return new Trainer(new TrainingSettings { AverageDecay = 0.9 }, InputNoise.None, 1, torch.CPU).Train(plan);
    }
}
