using NoisyStudent.Images;
using NoisyStudent.Networks;
using NoisyStudent.Noise;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Prediction;

/// <summary>A network in libtorch.</summary>
/// <param name="model">The network.</param>
/// <param name="device">Where it runs.</param>
/// <param name="ownsModel">Whether the model ends with the engine.</param>
/// <param name="noise">Noise against Algorithm 1; null for none.</param>
internal sealed class TorchEngine(TrainedModel model, Device device, bool ownsModel, TeacherNoise? noise = null) : IEngine
{
    private readonly ImageBatch _batch = new(Predictor.BatchSize, model.Description.ImageSize, model.Description.Normalization, device);
    private readonly InputNoisePipeline? _noise = noise is null ? null : new InputNoisePipeline(noise.Input, model.Description.ImageSize);
    private long _answered;

    public ModelDescription Description => model.Description;

    public float[][] Logits(int count, Func<int, RgbImage> picture)
    {
        PutInMode();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        TorchThreads.For(count, i => _batch.Set(i, Noised(picture(i), _answered + i)));
        using var generator = noise is null ? default : TorchGenerator.Seed(noise.ModelSeed(_answered));
        _answered += count;
        return [.. model.Network.forward(_batch.Input(count)).cpu().contiguous().data<float>().ToArray().Chunk(model.Network.Classes)];
    }

    public void Dispose()
    {
        _batch.Dispose();
        if (ownsModel)
        {
            model.Dispose();
        }
    }

    private byte[] Noised(RgbImage image, long number)
    {
        if (_noise is null)
        {
            return image.Pixels;
        }

        var random = noise!.PictureStream(number);
        var noised = new byte[image.Pixels.Length];
        _noise.Apply(image.Pixels, noised, ref random);
        return noised;
    }

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
