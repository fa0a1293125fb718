using NoisyStudent.Networks.Layers;
using NoisyStudent.Torch;
using Xunit;
using static TorchSharp.torch;

namespace NoisyStudent.Tests.Networks.Layers;

[Collection(TorchCollection.Name)]
public class ConvolutionsTests
{
    public ConvolutionsTests() => TorchRuntime.Load();

    /// <summary>Shapes for which libtorch's own channels-last convolution gives wrong numbers or ends the process, and others; 64 bits are right.</summary>
    [Theory]
    [InlineData(320, 1280, 2, 1)]
    [InlineData(1024, 512, 4, 1)]
    [InlineData(256, 1024, 2, 1)]
    [InlineData(1024, 2048, 4, 2)]
    [InlineData(16, 96, 9, 1)]
    [InlineData(64, 128, 7, 2)]
    public void A_1x1_convolution_is_right_forwards_and_backwards(int inputs, int outputs, int size, int stride)
    {
        using var scope = NewDisposeScope();
        var convolution = Convolutions.Create(inputs, outputs, kernel: 1, stride);
        var exactWeight = convolution.weight!.detach().to(float64).requires_grad_();
        MemoryFormat.ToChannelsLast(convolution);
        var images = MemoryFormat.ToChannelsLast(randn(3, inputs, size, size)).requires_grad_();
        var exactImages = images.detach().contiguous().to(float64).requires_grad_();
        var exact = nn.functional.conv2d(exactImages, exactWeight, strides: [stride, stride]);
        var result = convolution.Apply(images);
        result.square().sum().backward();
        exact.square().sum().backward();

        Assert.True(MemoryFormat.IsChannelsLast(result));
        Near(exact, result);
        Near(exactImages.grad!, images.grad!);
        Near(exactWeight.grad!, convolution.weight!.grad!);
    }

    /// <summary>By hand: TensorFlow puts the odd zero after the image, so the first place of a 2x2 result sees pixels 0 to 2, the second 2 and 3.</summary>
    [Theory]
    [InlineData(4, new[] { 3f, 2f })]
    [InlineData(5, new[] { 2f, 3f, 2f })]
    public void Same_padding_with_stride_2_puts_the_odd_zero_after_the_image(int size, float[] pixelsSeen)
    {
        using var scope = NewDisposeScope();
        var convolution = Convolutions.Create(1, 1, stride: 2);
        using var noGradient = no_grad();
        convolution.weight!.fill_(1);
        var expected = tensor(pixelsSeen).outer(tensor(pixelsSeen));
        Assert.True(convolution.ApplySame(ones(1, 1, size, size))[0, 0].allclose(expected));
    }

    private static void Near(Tensor exact, Tensor value) =>
        Assert.True((value.to(float64) - exact).abs().max().item<double>() < 1e-4 * exact.std().item<double>());
}
