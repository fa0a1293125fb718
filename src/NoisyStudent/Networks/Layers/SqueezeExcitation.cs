using NoisyStudent.Networks.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks.Layers;

/// <summary>
/// Squeeze-and-excitation (Hu et al., arXiv 1709.01507): each channel of an image is multiplied by a number from 0 to 1 that the means of all
/// its channels decide. The numbers are found in float32.
/// </summary>
internal sealed class SqueezeExcitation : Block
{
    private readonly Conv2d _reduce;
    private readonly Conv2d _expand;

    public SqueezeExcitation(int channels, int squeezed)
        : base(nameof(SqueezeExcitation))
    {
        _reduce = Layer("conv_reduce", channels, squeezed);
        _expand = Layer("conv_expand", squeezed, channels);
    }

    /// <summary>Writes the layer.</summary>
    public OnnxValue Export(OnnxGraph graph, OnnxValue input)
    {
        var squeezed = graph.Silu(graph.Convolution(graph.GlobalAveragePool(input), _reduce));
        return graph.Multiply(input, graph.Sigmoid(graph.Convolution(squeezed, _expand)));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var means = input.mean([2L, 3L], keepdim: true, type: float32);
        var gates = _expand.forward(functional.silu(_reduce.forward(means))).sigmoid();
        return input.mul(gates.to(input.dtype)).MoveToOuterDisposeScope();
    }

    private Conv2d Layer(string name, int inputs, int outputs)
    {
        var layer = Conv2d(inputs, outputs, 1);
        init.kaiming_normal_(layer.weight!, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
        init.zeros_(layer.bias!);
        register_module(name, layer);
        return layer;
    }
}
