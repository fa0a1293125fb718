using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// A block of a <see cref="ResNet"/>: convolutions, each followed by batch-norm and ReLU, and a shortcut that is added before the last ReLU.
/// A bottleneck's stride is in its 3x3 convolution, as in torchvision.
/// </summary>
internal sealed class ResNetBlock : Block
{
    private readonly (Conv2d Convolution, NormActivation Norm)[] _layers;
    private readonly Conv2d? _projection;
    private readonly NormActivation? _projectionNorm;
    private readonly NetworkNoise _noise;

    public ResNetBlock(ResNetBlockShape shape, double survivalProbability, NetworkNoise noise)
        : base(nameof(ResNetBlock))
    {
        SurvivalProbability = survivalProbability;
        _noise = noise;
        _layers = [.. shape.Residual.Select(convolution => (Convolutions.Create(convolution), new NormActivation(convolution.Outputs)))];
        for (var i = 0; i < _layers.Length; i++)
        {
            register_module($"conv{i + 1}", _layers[i].Convolution);
            register_module($"bn{i + 1}", _layers[i].Norm.Module);
        }

        if (shape.Projection is { } projection)
        {
            (_projection, _projectionNorm) = (Convolutions.Create(projection), new NormActivation(projection.Outputs));
            register_module("downsample", ModuleList<Module>(_projection, _projectionNorm.Module));
        }
    }

    /// <summary>The probability that an image's residual is kept while training.</summary>
    public double SurvivalProbability { get; }

    /// <summary>Writes the block as it is in evaluation.</summary>
    public OnnxValue Export(OnnxGraph graph, OnnxValue input)
    {
        var shortcut = _projection is null ? input : graph.Convolution(input, _projection, _projectionNorm!.Module);
        var features = _layers[..^1].Aggregate(input, (before, layer) => graph.Relu(graph.Convolution(before, layer.Convolution, layer.Norm.Module)));
        return graph.Relu(graph.Add(graph.Convolution(features, _layers[^1].Convolution, _layers[^1].Norm.Module), shortcut));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var shortcut = _projection is null ? input : _projectionNorm!.Normalize(_projection.Apply(input));
        var features = input;
        foreach (var (convolution, norm) in _layers[..^1])
        {
            features = norm.Activate(convolution.Apply(features));
        }

        var (last, lastNorm) = _layers[^1];
        var factors = _noise.Factors(input.shape[0], SurvivalProbability, training);
        return lastNorm.AddAndActivate(last.Apply(features), shortcut, factors).MoveToOuterDisposeScope();
    }
}
