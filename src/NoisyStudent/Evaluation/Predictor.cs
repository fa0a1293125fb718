using System.Runtime.InteropServices;
using NoisyStudent.Datasets;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Evaluation;

/// <summary>Runs a network over clean images with no noise: no dropout, every layer present.</summary>
public static class Predictor
{
    private const int BatchSize = 256;

    /// <summary>The network's distribution for each image.</summary>
    /// <param name="model">The model; its network is left in evaluation mode.</param>
    /// <param name="images">Images, which are scaled to the model's size where theirs is another.</param>
    /// <param name="device">Where the network runs.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static Predictions Predict(
        TrainedModel model, ImageSet images, Device device, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var classes = model.Description.Classes.Count;
        var probabilities = new float[images.Count * classes];
        using var batch = new ImageBatch(Math.Clamp(images.Count, 1, BatchSize), model.Description.ImageSize, model.Description.Normalization, device);
        model.Network.eval();
        using var inference = inference_mode();
        for (var start = 0; start < images.Count; start += BatchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(BatchSize, images.Count - start);
            TorchThreads.For(count, i => batch.Set(i, images, start + i));
            using var scope = NewDisposeScope();
            var output = model.Network.forward(batch.Input(count)).softmax(1).cpu().contiguous();
            MemoryMarshal.Cast<byte, float>(output.bytes).CopyTo(probabilities.AsSpan(start * classes));
            progress?.Report(start + count);
        }

        return new Predictions(probabilities, classes);
    }
}
