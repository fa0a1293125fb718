using NoisyStudent.Images;
using NoisyStudent.Networks;
using static TorchSharp.torch;

namespace NoisyStudent.Prediction;

/// <summary>A last layer on features that are computed once for all models which have the same.</summary>
/// <param name="model">The model.</param>
/// <param name="features">What its network makes of pictures, which end with the engine.</param>
/// <param name="ownsModel">Whether the model ends with the engine.</param>
internal sealed class FeatureEngine(TrainedModel model, FeatureStore.Features features, bool ownsModel) : IEngine
{
    public ModelDescription Description => model.Description;

    public float[][] Logits(int count, Func<int, RgbImage> picture)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        model.Network.eval();
        var seen = features.Of(count, i => picture(i).Pixels).to(features.Device);
        return [.. model.Network.ForwardFrom(model.Network.StageCount, seen).cpu().contiguous().data<float>().ToArray().Chunk(model.Network.Classes)];
    }

    public void Dispose()
    {
        features.Dispose();
        if (ownsModel)
        {
            model.Dispose();
        }
    }
}
