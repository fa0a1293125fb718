using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>
/// A block of an <see cref="EfficientNet"/> (Sandler et al., arXiv 1801.04381): a 1x1 convolution to more channels, unless the expansion is 1,
/// a depthwise convolution, squeeze-and-excitation, and a 1x1 convolution back without activation; the input is added where it fits.
/// </summary>
internal sealed class InvertedResidual : Block
{
    private readonly InvertedResidualShape _shape;
    private readonly Conv2d? _expand;
    private readonly NormActivation? _expandNorm;
    private readonly Conv2d _depthwise;
    private readonly NormActivation _depthwiseNorm;
    private readonly SqueezeExcitation _squeezeExcitation;
    private readonly Conv2d _project;
    private readonly NormActivation _projectNorm;
    private readonly NetworkNoise _noise;

    public InvertedResidual(InvertedResidualShape shape, double survivalProbability, NetworkNoise noise)
        : base(nameof(InvertedResidual))
    {
        _shape = shape;
        SurvivalProbability = survivalProbability;
        _noise = noise;
        var norms = 0;
        if (shape.Expansion > 1)
        {
            (_expand, _expandNorm) = Layer("conv_pw", shape.Inputs, shape.Expanded);
        }

        (_depthwise, _depthwiseNorm) = Layer("conv_dw", shape.Expanded, shape.Expanded, shape.Kernel, shape.Stride, groups: shape.Expanded);
        _squeezeExcitation = new SqueezeExcitation(shape.Expanded, shape.Squeezed);
        register_module("se", _squeezeExcitation);
        (_project, _projectNorm) = Layer(shape.Expansion > 1 ? "conv_pwl" : "conv_pw", shape.Expanded, shape.Outputs);

        (Conv2d Convolution, NormActivation Norm) Layer(string name, int inputs, int outputs, int kernel = 1, int stride = 1, int groups = 1)
        {
            var (convolution, norm) = (Convolutions.Create(inputs, outputs, kernel, stride, groups), EfficientNet.Norm(outputs));
            register_module(name, convolution);
            register_module($"bn{++norms}", norm.Module);
            return (convolution, norm);
        }
    }

    /// <summary>The probability that an image's residual is kept while training.</summary>
    public double SurvivalProbability { get; }

    /// <summary>Writes the block as it is in evaluation.</summary>
    public OnnxValue Export(OnnxGraph graph, OnnxValue input)
    {
        var features = _expand is null ? input : graph.Silu(graph.Convolution(input, _expand, _expandNorm!.Module));
        features = graph.Silu(graph.Convolution(features, _depthwise, _depthwiseNorm.Module, samePadding: true));
        features = graph.Convolution(_squeezeExcitation.Export(graph, features), _project, _projectNorm.Module);
        return _shape.HasShortcut ? graph.Add(features, input) : features;
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var features = _expand is null ? input : _expandNorm!.Activate(_expand.Apply(input));
        features = _depthwiseNorm.Activate(_depthwise.ApplySame(features));
        features = _project.Apply(_squeezeExcitation.forward(features));
        features = _shape.HasShortcut
            ? _projectNorm.Add(features, input, _noise.Factors(input.shape[0], SurvivalProbability, training))
            : _projectNorm.Normalize(features);
        return features.MoveToOuterDisposeScope();
    }
}
