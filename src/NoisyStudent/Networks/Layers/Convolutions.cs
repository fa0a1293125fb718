using NoisyStudent.Torch;
using TorchSharp;
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
    /// <param name="groups">How many groups the channels form, each convolved by itself; as many as there are channels: depthwise.</param>
    public static Conv2d Create(int inputs, int outputs, int kernel = 3, int stride = 1, int groups = 1)
    {
        var convolution = nn.Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2, groups: groups, bias: false);
        nn.init.kaiming_normal_(convolution.weight!, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        if (groups > 1)
        {
            // libtorch counts the outputs of all groups, but an input reaches those of its own.
            using var noGradient = no_grad();
            convolution.weight!.MultiplyInPlace(Math.Sqrt(groups));
        }

        return convolution;
    }

    /// <summary>The same by its shape.</summary>
    /// <param name="shape">The shape.</param>
    public static Conv2d Create(ConvolutionShape shape) => Create(shape.Inputs, shape.Outputs, shape.Kernel, shape.Stride);

    /// <summary>Applies a convolution.</summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="input">[batch, channels, height, width], float32 or bfloat16; so is the output.</param>
    public static Tensor Apply(this Conv2d convolution, Tensor input) => Apply(convolution, input, convolution.padding!);

    /// <summary>
    /// Applies a convolution with TensorFlow's padding 'SAME': as many zeros as the last place needs, half of them before the image, and the
    /// odd one after it. It differs from <see cref="Apply(Conv2d, Tensor)"/> where the stride is 2 and the size is even.
    /// </summary>
    /// <param name="convolution">The convolution.</param>
    /// <param name="input">[batch, channels, height, width], float32 or bfloat16; so is the output.</param>
    public static Tensor ApplySame(this Conv2d convolution, Tensor input)
    {
        var (top, bottom) = SamePadding(convolution, input.shape[2]);
        var (left, right) = SamePadding(convolution, input.shape[3]);
        if (top == bottom && left == right)
        {
            return Apply(convolution, input, [top, left]);
        }

        using var scope = NewDisposeScope();
        return Apply(convolution, nn.functional.pad(input, [left, right, top, bottom]), [0, 0]).MoveToOuterDisposeScope();
    }

    private static (long Before, long After) SamePadding(Conv2d convolution, long size)
    {
        var (kernel, stride) = (convolution.kernel_size![0], convolution.stride![0]);
        var last = (size - 1) / stride * stride;
        var total = Math.Max(0, last + kernel - size);
        return (total / 2, total - (total / 2));
    }

    private static Tensor Apply(Conv2d convolution, Tensor input, long[] padding)
    {
        var weight = convolution.weight!.to(input.dtype);
        return convolution.kernel_size![0] == 1 && input.device_type == DeviceType.CPU && MemoryFormat.IsChannelsLast(input)
            ? MultiplyChannels(input, weight, convolution.stride![0])
            : nn.functional.conv2d(input, weight, strides: convolution.stride, padding: padding, groups: convolution.groups);
    }

    /// <summary>
    /// A 1x1 convolution as the matrix product that it is. oneDNN's kernels for channels-last ones, in libtorch 2.10, end the process where
    /// channels are many (1024 to 512 at 4x4, division by zero) and have been seen to give wrong numbers (320 to 1280 at 2x2).
    /// </summary>
    private static Tensor MultiplyChannels(Tensor input, Tensor weight, long stride)
    {
        using var scope = NewDisposeScope();
        var strided = stride == 1 ? input : input[.., .., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];
        return nn.functional.linear(strided.permute(0, 2, 3, 1), weight.flatten(1)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
