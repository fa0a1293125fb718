using NoisyStudent.Classification;
using NoisyStudent.Datasets;
using NoisyStudent.Evaluation;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Cli.Commands;

/// <summary>A model of either kind of file, to predict with.</summary>
internal abstract class PictureModel : IDisposable
{
    /// <summary>Classes, image size and normalization.</summary>
    public abstract ModelDescription Description { get; }

    /// <summary>Loads a model: an <c>.onnx</c> into ONNX Runtime, anything else into libtorch.</summary>
    /// <param name="file">The file.</param>
    /// <param name="device">What <c>--device</c> says.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read, or does not run there.</exception>
    public static PictureModel Load(string file, string device)
    {
        if (!Path.GetExtension(file).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
        {
            var torchDevice = TorchDevice.Parse(device);
            return new OfTorch(TrainedModel.Load(file, torchDevice), torchDevice);
        }

        return device == "cuda"
            ? throw new NoisyStudentException("--device cuda: an .onnx runs on the processor here; give the model.safetensors instead.")
            : new OfOnnx(ImageClassifier.Load(file));
    }

    /// <summary>For each picture all classes, the most probable first.</summary>
    /// <param name="images">Pictures of the model's size.</param>
    /// <param name="interrupt">Stops between batches.</param>
    public abstract IReadOnlyList<IReadOnlyList<ClassProbability>> Predict(ImageSet images, CancellationToken interrupt);

    /// <inheritdoc/>
    public abstract void Dispose();

    private sealed class OfTorch(TrainedModel model, Device device) : PictureModel
    {
        public override ModelDescription Description => model.Description;

        public override IReadOnlyList<IReadOnlyList<ClassProbability>> Predict(ImageSet images, CancellationToken interrupt)
        {
            var predictions = Predictor.Predict(model, images, device, cancellation: interrupt);
            return [.. Enumerable.Range(0, images.Count).Select(i => ClassProbability.Rank(predictions.Distribution(i), Description.Classes))];
        }

        public override void Dispose() => model.Dispose();
    }

    private sealed class OfOnnx(ImageClassifier classifier) : PictureModel
    {
        private const int BatchSize = 256;

        public override ModelDescription Description => classifier.Description;

        public override IReadOnlyList<IReadOnlyList<ClassProbability>> Predict(ImageSet images, CancellationToken interrupt)
        {
            var rankings = new List<IReadOnlyList<ClassProbability>>(images.Count);
            foreach (var batch in Enumerable.Range(0, images.Count).Chunk(BatchSize))
            {
                interrupt.ThrowIfCancellationRequested();
                rankings.AddRange(classifier.PredictBatch(
                    Array.ConvertAll(batch, i => new RgbImage(images.ImageSize, images.ImageSize, images.Pixels(i).ToArray()))));
            }

            return rankings;
        }

        public override void Dispose() => classifier.Dispose();
    }
}
