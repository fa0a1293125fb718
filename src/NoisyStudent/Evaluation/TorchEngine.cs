using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Evaluation;

/// <summary>A network in libtorch.</summary>
/// <param name="model">The network.</param>
/// <param name="device">Where it runs.</param>
/// <param name="ownsModel">Whether the model ends with the engine.</param>
/// <param name="noise">Noise against Algorithm 1; null for none.</param>
internal sealed class TorchEngine(TrainedModel model, Device device, bool ownsModel, TeacherNoise? noise = null) : IEngine
{
    private long _answered;
    private readonly ImageBatch _batch = new(Predictor.BatchSize, model.Description.ImageSize, model.Description.Normalization, device);

    public ModelDescription Description => model.Description;

    public float[][] Logits(int count, Func<int, RgbImage> picture)
    {
        PutInMode();
        using var inference = inference_mode();
        var logits = new List<float[]>(count);
        for (var start = 0; start < count; start += Predictor.BatchSize)
        {
            var (first, size) = (start, Math.Min(Predictor.BatchSize, count - start));
            TorchThreads.For(size, i => _batch.Set(i, Noised(picture(first + i), _answered + i).Pixels));
            if (noise is not null)
            {
                manual_seed(noise.ModelSeed(_answered));
            }

            _answered += size;
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

    private RgbImage Noised(RgbImage image, long number) => noise is null ? image : noise.Apply(image, number);

    /// <summary>With noise, all but batch-norm is as in training.</summary>
    private void PutInMode()
    {
        model.Network.train(noise is not null);
        foreach (var norm in model.Network.modules().OfType<BatchNorm2d>())
        {
            norm.eval();
        }
    }
}
