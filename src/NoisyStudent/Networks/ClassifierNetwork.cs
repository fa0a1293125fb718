using NoisyStudent.Networks.Export;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>A network that classifies images: [batch, 3, height, width] (float32 or bfloat16, normalized; convolutions compute in that type) to logits [batch, classes] (float32).</summary>
public abstract class ClassifierNetwork : nn.Module<Tensor, Tensor>
{
    /// <summary>Creates the network.</summary>
    /// <param name="name">Its name among the networks, for example <c>resnet-20</c>.</param>
    /// <param name="classes">How many classes it tells apart.</param>
    protected ClassifierNetwork(string name, int classes)
        : base(name)
    {
        Name = name;
        Classes = classes;
    }

    /// <summary>The network's name, for example <c>resnet-20</c>.</summary>
    public string Name { get; }

    /// <summary>How many classes it tells apart.</summary>
    public int Classes { get; }

    /// <summary>How many numbers it learns.</summary>
    public long ParameterCount => parameters().Sum(parameter => parameter.numel());

    /// <summary>Writes the network as <c>forward</c> is in evaluation, layer by layer.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="images">The input.</param>
    /// <returns>The logits.</returns>
    public abstract OnnxValue Export(OnnxGraph graph, OnnxValue images);
}
