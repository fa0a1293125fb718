using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>
/// A block of a <see cref="WideResNet"/>: batch-norm and ReLU come before each 3x3 convolution, and nothing after the sum (He et al., arXiv
/// 1603.05027). Where the shortcut is a convolution, it starts from the activated input.
/// </summary>
internal sealed class PreActivationBlock : Block
{
    private readonly NormActivation _norm1;
    private readonly NormActivation _norm2;
    private readonly Conv2d _conv1;
    private readonly Conv2d _conv2;
    private readonly Conv2d? _projection;
    private readonly NetworkNoise _noise;

    public PreActivationBlock(ResNetBlockShape shape, double survivalProbability, NetworkNoise noise)
        : base(nameof(PreActivationBlock))
    {
        SurvivalProbability = survivalProbability;
        _noise = noise;
        var (first, second) = (shape.Residual[0], shape.Residual[1]);
        (_norm1, _conv1) = (new NormActivation(first.Inputs), Convolutions.Create(first));
        (_norm2, _conv2) = (new NormActivation(second.Inputs), Convolutions.Create(second));
        register_module("bn1", _norm1.Module);
        register_module("conv1", _conv1);
        register_module("bn2", _norm2.Module);
        register_module("conv2", _conv2);
        if (shape.Projection is { } projection)
        {
            _projection = Convolutions.Create(projection);
            register_module("downsample", _projection);
        }
    }

    /// <summary>The probability that an image's residual is kept while training.</summary>
    public double SurvivalProbability { get; }

    /// <summary>Writes the block as it is in evaluation.</summary>
    public OnnxValue Export(OnnxGraph graph, OnnxValue input)
    {
        var activated = graph.Relu(graph.Norm(input, _norm1.Module));
        var shortcut = _projection is null ? input : graph.Convolution(activated, _projection);
        return graph.Add(graph.Convolution(graph.Relu(graph.Convolution(activated, _conv1, _norm2.Module)), _conv2), shortcut);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var activated = _norm1.Activate(input);
        var shortcut = _projection is null ? input : _projection.Apply(activated);
        var residual = _conv2.Apply(_norm2.Activate(_conv1.Apply(activated)));
        var factors = _noise.Factors(input.shape[0], SurvivalProbability, training);
        return StochasticDepth.Add(residual, shortcut, factors).MoveToOuterDisposeScope();
    }
}
