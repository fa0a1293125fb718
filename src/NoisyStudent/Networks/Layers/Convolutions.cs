using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NoisyStudent.Networks.Layers;

/// <summary>Convolutions without bias, computed in the type of their input from float32 weights.</summary>
internal static class Convolutions
{
    /// <summary>A square convolution that keeps the size, or divides it by the stride; initialized as in He et al. (arXiv 1502.01852).</summary>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="outputs">Channels that go out.</param>
    /// <param name="kernel">Its width and height, odd.</param>
    /// <param name="stride">1 or more.</param>
    public static Conv2d Create(int inputs, int outputs, int kernel = 3, int stride = 1)
    {
        var convolution = nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2, bias: false);
        nn.init.kaiming_normal_(convolution.weight!, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        return convolution;
    }

    /// <summary>Applies a convolution.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="input">[batch, channels, height, width], float32 or bfloat16; so is the output.</param>
    public static Tensor Apply(this Conv2d convolution, Tensor input) => nn.functional.conv2d(
        input, convolution.weight!.to(input.dtype), strides: convolution.stride, padding: convolution.padding!, groups: convolution.groups);
}
