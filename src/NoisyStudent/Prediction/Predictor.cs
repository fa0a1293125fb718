using NoisyStudent.Classification;
using NoisyStudent.Datasets;
using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Networks.Export;
using NoisyStudent.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace NoisyStudent.Prediction;

/// <summary>
/// Runs a trained model over clean images with no noise: no dropout, every layer present. On the processor it runs in ONNX Runtime, which is faster
/// there than libtorch (docs/performance.md); elsewhere, and where the network is too large for an ONNX file, in libtorch. So are features that several models of a run share.
/// </summary>
public sealed class Predictor : IDisposable
{
    /// <summary>How many images an engine is asked for at once.</summary>
    internal const int BatchSize = 256;

    private readonly IEngine _engine;

    private Predictor(IEngine engine) => _engine = engine;

    /// <summary>Classes, image size and normalization.</summary>
    public ModelDescription Description => _engine.Description;

    /// <summary>Loads a model: an <c>.onnx</c> file without libtorch, anything else as safetensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it is to run: <c>auto</c>, <c>cpu</c> or <c>cuda</c>.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read, or does not run there.</exception>
    public static Predictor Load(string path, string device)
    {
        if (!IsOnnx(path))
        {
            return Load(path, TorchDevice.Parse(device));
        }

        return device == "cuda"
            ? throw new NoisyStudentException("`Device` cuda: an .onnx runs on the processor here; give the model.safetensors instead.")
            : new Predictor(new OnnxEngine(ImageClassifier.Load(path)));
    }

    /// <summary>Loads a model: an <c>.onnx</c> file, which runs on the processor, anything else as safetensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="device">Where it is to run.</param>
    /// <exception cref="NoisyStudentException">The file is missing, damaged or of another kind.</exception>
    public static Predictor Load(string path, Device device) =>
        IsOnnx(path) ? Load(path, "cpu") : Of(TrainedModel.Load(path, device), device, ownsModel: true);

    /// <summary>Whether a file holds a model for ONNX Runtime, by its name.</summary>
    /// <param name="path">The file.</param>
    internal static bool IsOnnx(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>A model that is noised while it answers: for the ablation alone.</summary>
    /// <param name="path">The file of the model.</param>
    /// <param name="device">Where it is to run.</param>
    /// <param name="modelNoise">Dropout and stochastic depth.</param>
    /// <param name="noise">The noise. The n-th image that is asked for gets the same at each call of a new predictor.</param>
    internal static Predictor LoadNoised(string path, Device device, ModelNoise modelNoise, TeacherNoise noise) =>
        new(new TorchEngine(TrainedModel.Load(path, device, modelNoise), device, ownsModel: true, noise));

    /// <summary>Takes a model as it is now: what it learns later does not count.</summary>
    /// <param name="model">The model, which the caller keeps.</param>
    /// <param name="device">Where it is.</param>
    public static Predictor Of(TrainedModel model, Device device) => Of(model, device, ownsModel: false);

    /// <summary>A model that differs from others in its last layer alone, on features that are computed once for all of them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="features">Where they are kept, as long as the predictor is used.</param>
    /// <param name="precision">How the network computes them.</param>
    /// <param name="device">Where it is.</param>
    /// <param name="ownsModel">Whether the model ends with the predictor.</param>
    internal static Predictor OnFeatures(TrainedModel model, FeatureStore features, Precision precision, Device device, bool ownsModel) =>
        new(new FeatureEngine(model, features.Of(model.Network, model.Description, precision.TypeOn(device)), ownsModel));

    /// <summary>A model in libtorch, wherever it is.</summary>
    /// <param name="model">The model, which the caller keeps.</param>
    /// <param name="device">Where it is.</param>
    internal static Predictor InLibTorch(TrainedModel model, Device device) => new(new TorchEngine(model, device, ownsModel: false));

    /// <summary>A model's distribution for each image.</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">Images, which are scaled to the model's size where theirs is another.</param>
    /// <param name="device">Where the model is.</param>
    public static Predictions Predict(TrainedModel model, ImageSet images, Device device)
    {
        using var predictor = Of(model, device);
        return predictor.Predict(images);
    }

    /// <summary>The model's answer for each image.</summary>
    /// <param name="images">Images, which are scaled to the model's size where theirs is another.</param>
    /// <param name="views">Over which views of an image the answer is the mean; null for the image as it is.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public Predictions Predict(
        ImageSet images, TestTimeViews? views = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        var seen = views ?? TestTimeViews.Plain;
        var places = seen.Of(Description.ImageSize);
        return Predictions.Mean([.. places.Select((place, number) =>
            ToPredictions(Logits(images, image => seen.Show(image, place), progress.PartOf(number, places.Count, images.Count), cancellation)))]);
    }

    /// <summary>The model's answer for each image, before it becomes a distribution: <c>[images][classes]</c>.</summary>
    /// <param name="images">Images, which are scaled to the model's size where theirs is another.</param>
    /// <param name="show">How they are shown, once they are of the model's size; null for as they are.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    internal float[][] Logits(ImageSet images, Func<RgbImage, RgbImage>? show = null, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        show ??= static image => image;
        var logits = new float[images.Count][];
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var (first, count) = (start, Math.Min(BatchSize, images.Count - start));
            _engine.Logits(count, i => show(images.Picture(first + i).FitSquare(Description.ImageSize))).CopyTo(logits, first);
            progress?.Report(first + count);
        }

        return logits;
    }

    /// <summary>The model's answer for pictures of its size, before it becomes a distribution: <c>[pictures][classes]</c>.</summary>
    /// <param name="pictures">Any number of them.</param>
    internal float[][] Logits(IReadOnlyList<RgbImage> pictures) => [.. Enumerable.Range(0, pictures.Count).Chunk(BatchSize)
        .SelectMany(batch => _engine.Logits(batch.Length, i => pictures[batch[0] + i]))];

    /// <summary>This model, whose answers are among some of its classes alone; it ends with this one.</summary>
    /// <param name="classes">The names of the classes, each of the model's among them, in any order.</param>
    internal Predictor Among(IReadOnlyList<string> classes) => new(new SubsetEngine(_engine, classes));

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private Predictions ToPredictions(float[][] logits)
    {
        var classes = Description.Classes.Count;
        if ((long)logits.Length * classes > Array.MaxLength)
        {
            throw new NoisyStudentException($"The answers for {logits.Length:N0} pictures of {classes:N0} classes are too many to be held at once: measure on fewer pictures.");
        }

        var probabilities = new float[logits.Length * classes];
        for (var i = 0; i < logits.Length; i++)
        {
            ClassProbability.Softmax(logits[i], probabilities.AsSpan(i * classes, classes));
        }

        var energies = Array.ConvertAll(logits, Energy);
        return Array.TrueForAll(energies, float.IsFinite)
            ? new Predictions(probabilities, classes, energies)
            : throw new NoisyStudentException($"The answers of {Description.Network} are no numbers: its weights are damaged, or its training diverged.");
    }

    /// <summary>-log(sum of exp).</summary>
    private static float Energy(float[] logits)
    {
        var largest = logits.Max();
        return (float)(-largest - Math.Log(logits.Sum(logit => Math.Exp((double)logit - largest))));
    }

    private static Predictor Of(TrainedModel model, Device device, bool ownsModel)
    {
        if (device.type != DeviceType.CPU || !OnnxExport.Fits(model.Network.ParameterCount))
        {
            return new Predictor(new TorchEngine(model, device, ownsModel));
        }

        var classifier = ImageClassifier.Of(model.ToOnnx(), model.Network.Name);
        if (ownsModel)
        {
            model.Dispose();
        }

        return new Predictor(new OnnxEngine(classifier));
    }
}
