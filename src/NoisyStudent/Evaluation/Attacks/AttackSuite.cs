using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Prediction;
using static TorchSharp.torch;

namespace NoisyStudent.Evaluation.Attacks;

/// <summary>A model under every attack of every strength.</summary>
internal static class AttackSuite
{
    private const int BatchSize = 128;

    /// <summary>How many answers it takes for each image, gradients counted.</summary>
    public static int WorkPerImage { get; } = Attack.All.Sum(attack => attack.Steps + 1) * Attack.Epsilons.Count;

    /// <summary>Attacks a model.</summary>
    /// <param name="evaluated">The model, of a safetensors file: an ONNX file gives no gradients.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="progress">Told how much of <see cref="WorkPerImage"/> times the images is done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read, or gives no gradients.</exception>
    public static IReadOnlyList<AttackResult> Run(
        EvaluatedModel evaluated, Device device, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        RequireGradients(evaluated.Path);
        using var model = TrainedModel.Load(evaluated.Path, device);
        using var loss = new PixelLoss(model, device, evaluated.Predictor.Description.Classes);
        return Run(loss, evaluated.Test, device, progress, cancellation);
    }

    /// <summary>Refuses a file that gives no gradients.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It is an ONNX file.</exception>
    public static void RequireGradients(string path)
    {
        if (Predictor.IsOnnx(path))
        {
            throw new NoisyStudentException($"{path}: attacks need gradients, which an .onnx does not give; give the model.safetensors beside it.");
        }
    }

    /// <summary>Attacks a network.</summary>
    internal static IReadOnlyList<AttackResult> Run(
        PixelLoss loss, LabeledSet test, Device device, IProgress<int>? progress, CancellationToken cancellation)
    {
        var cases = (from attack in Attack.All from epsilon in Attack.Epsilons select (Attack: attack, Epsilon: epsilon)).ToArray();
        var sums = new (double Right, double Loss)[cases.Length];
        var (clean, done) = ((Right: 0.0, Loss: 0.0), 0);
        foreach (var batch in Enumerable.Range(0, test.Images.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            using var labels = tensor(Array.ConvertAll(batch, i => (long)test.Labels[i]), device: device);
            using var pixels = loss.Pixels(Array.ConvertAll(batch, i => test.Images.Picture(i).FitSquare(loss.ImageSize)));
            clean = Plus(clean, Answer(loss, pixels, labels));
            foreach (var (number, (attack, epsilon)) in cases.Index())
            {
                cancellation.ThrowIfCancellationRequested();
                using var attacked = attack.Apply(loss, pixels, labels, epsilon);
                sums[number] = Plus(sums[number], Answer(loss, attacked, labels));
                progress?.Report(done += (attack.Steps + 1) * batch.Length);
            }
        }

        double images = Math.Max(1, test.Images.Count);
        return [.. cases.Zip(sums, (each, sum) => new AttackResult(
            each.Attack.Name, each.Epsilon, test.Images.Count, sum.Right / images, sum.Loss / images, clean.Right / images, clean.Loss / images))];

        static (double, double) Plus((double Right, double Loss) first, (double Right, double Loss) second) => (first.Right + second.Right, first.Loss + second.Loss);
    }

    private static (double Right, double Loss) Answer(PixelLoss loss, Tensor pixels, Tensor labels)
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        var logits = loss.Logits(pixels);
        var right = logits.argmax(1).eq(labels).sum().item<long>();
        return (right, nn.functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum).item<float>());
    }
}
