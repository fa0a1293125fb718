using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using static TorchSharp.torch;

namespace NoisyStudent.Evaluation;

/// <summary>A network in libtorch.</summary>
/// <param name="model">The network.</param>
/// <param name="device">Where it runs.</param>
/// <param name="ownsModel">Whether the model ends with the engine.</param>
internal sealed class TorchEngine(TrainedModel model, Device device, bool ownsModel) : IEngine
{
    private readonly ImageBatch _batch = new(Predictor.BatchSize, model.Description.ImageSize, model.Description.Normalization, device);

    public ModelDescription Description => model.Description;

    public float[][] Logits(int count, Func<int, RgbImage> picture)
    {
        model.Network.eval();
        using var inference = inference_mode();
        var logits = new List<float[]>(count);
        for (var start = 0; start < count; start += Predictor.BatchSize)
        {
            var (first, size) = (start, Math.Min(Predictor.BatchSize, count - start));
            TorchThreads.For(size, i => _batch.Set(i, picture(first + i).Pixels));
            using var scope = NewDisposeScope();
            logits.AddRange(model.Network.forward(_batch.Input(size)).cpu().contiguous().data<float>().ToArray().Chunk(model.Network.Classes));
        }

        return [.. logits];
    }

    public void Dispose()
    {
        _batch.Dispose();
        if (ownsModel)
        {
            model.Dispose();
        }
    }
}
