using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>A group of a <see cref="FastConvNet"/>: convolution, maxima of 2x2 unless there is but one place, then a convolution beside a shortcut.</summary>
internal sealed class FastConvGroup : Block
{
    private readonly Conv2d _conv1;
    private readonly Conv2d _conv2;
    private readonly NormActivation _norm1;
    private readonly NormActivation _norm2;
    private readonly double _survivalProbability;
    private readonly NetworkNoise _noise;

    public FastConvGroup(int inputs, int outputs, double survivalProbability, NetworkNoise noise)
        : base(nameof(FastConvGroup))
    {
        _survivalProbability = survivalProbability;
        _noise = noise;
        _conv1 = Convolutions.Create(inputs, outputs);
        _norm1 = new NormActivation(outputs);
        _conv2 = Convolutions.Create(outputs, outputs);
        _norm2 = new NormActivation(outputs);
        register_module("conv1", _conv1);
        register_module("bn1", _norm1.Module);
        register_module("conv2", _conv2);
        register_module("bn2", _norm2.Module);
    }

    /// <summary>Writes the group as it is in evaluation.</summary>
    public OnnxValue Export(OnnxGraph graph, OnnxValue input)
    {
        // Batch-norm's factor may be negative, so it must not be folded into a convolution before the maxima.
        var convolved = graph.Convolution(input, _conv1);
        var half = graph.Relu(graph.Norm(input.Height > 1 ? graph.MaxPool(convolved, kernel: 2, stride: 2, padding: 0) : convolved, _norm1.Module));
        return graph.Relu(graph.Add(graph.Convolution(half, _conv2, _norm2.Module), half));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var convolved = _conv1.Apply(input);
        var half = _norm1.Activate(input.shape[2] > 1 ? functional.max_pool2d(convolved, 2) : convolved);
        var factors = _noise.Factors(input.shape[0], _survivalProbability, training);
        return _norm2.AddAndActivate(_conv2.Apply(half), half, factors).MoveToOuterDisposeScope();
    }
}
