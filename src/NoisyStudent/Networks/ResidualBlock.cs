using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// Two 3x3 convolutions and a shortcut without parameters: where the block halves the image, the shortcut takes every second pixel and
/// the new channels are zero (option A of He et al., arXiv 1512.03385).
/// </summary>
internal sealed class ResidualBlock : Block
{
    private readonly Conv2d _conv1;
    private readonly Conv2d _conv2;
    private readonly NormActivation _norm1;
    private readonly NormActivation _norm2;
    private readonly int _newChannels;
    private readonly NetworkNoise _noise;

    public ResidualBlock(int inputs, int outputs, double survivalProbability, NetworkNoise noise)
        : base(nameof(ResidualBlock))
    {
        SurvivalProbability = survivalProbability;
        _noise = noise;
        _newChannels = outputs - inputs;
        _conv1 = Convolutions.Create(inputs, outputs, stride: outputs == inputs ? 1 : 2);
        _norm1 = new NormActivation(outputs);
        _conv2 = Convolutions.Create(outputs, outputs, stride: 1);
        _norm2 = new NormActivation(outputs);
        register_module("conv1", _conv1);
        register_module("bn1", _norm1.Module);
        register_module("conv2", _conv2);
        register_module("bn2", _norm2.Module);
    }

    /// <summary>The probability that an image's residual is kept while training.</summary>
    public double SurvivalProbability { get; }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var residual = _conv2.Apply(_norm1.Activate(_conv1.Apply(input)));
        var factors = _noise.Factors(input.shape[0], SurvivalProbability, training);
        return _norm2.AddAndActivate(residual, Shortcut(input), factors).MoveToOuterDisposeScope();
    }

    /// <summary>Writes the block as it is in evaluation.</summary>
    public OnnxValue Export(OnnxGraph graph, OnnxValue input)
    {
        var residual = graph.Relu(graph.Convolution(input, _conv1, _norm1.Module));
        var shortcut = _newChannels == 0
            ? input
            : graph.PadChannels(graph.Subsample(input, 2), _newChannels / 2, _newChannels - (_newChannels / 2));
        return graph.Relu(graph.Add(graph.Convolution(residual, _conv2, _norm2.Module), shortcut));
    }

    private Tensor Shortcut(Tensor input)
    {
        if (_newChannels == 0)
        {
            return input;
        }

        var smaller = input[.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)];
        return functional.pad(smaller, [0, 0, 0, 0, _newChannels / 2, _newChannels - (_newChannels / 2)]);
    }
}
