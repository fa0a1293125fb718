using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks;

/// <summary>
/// Two 3x3 convolutions and a shortcut without parameters: where the block halves the image, the shortcut takes every second pixel and
/// the new channels are zero (option A of He et al., arXiv 1512.03385).
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d _conv1;
    private readonly Conv2d _conv2;
    private readonly BatchNorm2d _bn1;
    private readonly BatchNorm2d _bn2;
    private readonly int _newChannels;

    public ResidualBlock(int inputs, int outputs, double survivalProbability)
        : base(nameof(ResidualBlock))
    {
        SurvivalProbability = survivalProbability;
        _newChannels = outputs - inputs;
        _conv1 = CifarResNet.Convolution(inputs, outputs, stride: outputs == inputs ? 1 : 2);
        _bn1 = BatchNorm2d(outputs);
        _conv2 = CifarResNet.Convolution(outputs, outputs, stride: 1);
        _bn2 = BatchNorm2d(outputs);
        register_module("conv1", _conv1);
        register_module("bn1", _bn1);
        register_module("conv2", _conv2);
        register_module("bn2", _bn2);
    }

    /// <summary>The probability that an image's residual is kept while training.</summary>
    public double SurvivalProbability { get; }

    public override Tensor forward(Tensor input)
    {
        var residual = _bn1.forward(_conv1.forward(input)).relu_();
        residual = StochasticDepth.Apply(_bn2.forward(_conv2.forward(residual)), SurvivalProbability, training);
        return residual.add_(Shortcut(input)).relu_();
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
