using NoisyStudent.Benchmarks.Training;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Prediction;
using NoisyStudent.PseudoLabels;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Benchmarks.PseudoLabels;

/// <summary>
/// A student's training with a teacher that answers while it trains, against one on stored pseudo-labels: ResNet-20 both, 16 labeled and 112 unlabeled
/// images of 32x32 a step, RandAugment.
/// </summary>
internal static class OnlineLabelsBenchmark
{
    public const string Name = "online-labels";

    private const int BatchSize = 128;
    private const int Steps = 10;

    public static IEnumerable<BenchmarkResult> Run()
    {
        using var images = RandomImages.Of(2048);
        var description = TrainerRun.Describe(images);
        using var model = new TrainedModel(NetworkCatalog.Create(description.Network, ClassificationTask.For(description), ModelNoise.None), description);
        MemoryFormat.ToChannelsLast(model.Network);
        using var onnx = Predictor.Of(model, CPU);
        using var libtorch = Predictor.InLibTorch(model, CPU);
        foreach (var (where, teacher) in new[] { ("in ONNX Runtime", onnx), ("in libtorch", libtorch) })
        {
            yield return BenchmarkResult.Compare(
                $"{Name}: teacher {where}", "images/s", () => Rate(PseudoLabelTargets.Online(images, new Labeler([teacher], TestTimeViews.Plain), new PseudoLabelSettings())),
                "stored", () => Rate(TrainerRun.Label(images)));
        }

        double Rate(NoisyStudent.Training.TrainingSet unlabeled) =>
            TrainerRun.Rate(images, InputNoise.RandAugment, Steps, BatchSize, unlabeled);
    }
}
