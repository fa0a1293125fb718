using NoisyStudent.Classification;
using NoisyStudent.Images;
using NoisyStudent.Networks;

namespace NoisyStudent.Prediction;

/// <summary>A network in ONNX Runtime, on the processor.</summary>
/// <param name="classifier">The network, which the engine owns.</param>
internal sealed class OnnxEngine(ImageClassifier classifier) : IEngine
{
    public ModelDescription Description => classifier.Description;

    public float[][] Logits(int count, Func<int, RgbImage> picture) => classifier.Logits(count, picture);

    public void Dispose() => classifier.Dispose();
}
