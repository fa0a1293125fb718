using NoisyStudent.Networks.Export;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Networks.Layers;

/// <summary>
/// A convolution of patches whose outputs are uncorrelated and of one variance: the directions in which patches of images vary, each scaled by
/// how much, and their opposites; then a bias, which is learned, and ReLU. One row and column of zeros on the right keep the size.
/// </summary>
internal sealed class Whitening : Block
{
    private readonly double _leastVariance;

    /// <summary>Creates the layer with random directions.</summary>
    /// <param name="channels">Channels of the images.</param>
    /// <param name="patch">Width and height of the patches.</param>
    /// <param name="leastVariance">What is added to the variances.</param>
    public Whitening(int channels, int patch, double leastVariance)
        : base(nameof(Whitening))
    {
        _leastVariance = leastVariance;
        var outputs = 2 * channels * patch * patch;
        register_buffer("weight", randn(outputs, channels, patch, patch).DivideInPlace(patch * Math.Sqrt(channels)).DetachFromDisposeScope());
        var bias = new Parameter(zeros(outputs));
        bias.DetachFromDisposeScope();
        register_parameter("bias", bias);
    }

    // Not kept in fields: moving the network to another device replaces them.
    private Tensor Weight => get_buffer("weight")!;

    private Parameter Bias => get_parameter("bias")!;

    /// <summary>Finds the directions of images. Memory is that of one batch's patches, however many batches there are.</summary>
    /// <param name="batches">Batches of [images, channels, height, width], float32, normalized as the network's input will be.</param>
    public void Fit(IEnumerable<Tensor> batches)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var length = Weight.shape[0] / 2;
        var (sum, count) = (zeros(length, length, float64), 0L);
        foreach (var images in batches)
        {
            using var ofBatch = NewDisposeScope();
            var patches = functional.unfold(images, kernel_size: Weight.shape[2]).transpose(1, 2).reshape(-1, length).to(float64);
            sum.AddInPlace(patches.t().mm(patches));
            count += patches.shape[0];
        }

        var (variances, directions) = linalg.eigh(sum.DivideInPlace(count));
        var scaled = directions.t().div(variances.Plus(_leastVariance).sqrt().unsqueeze(1));
        Weight.copy_(cat([scaled, scaled.neg()]).reshape(Weight.shape));
    }

    /// <summary>Writes the layer.</summary>
    public OnnxValue Export(OnnxGraph graph, OnnxValue images)
    {
        using var noGradient = no_grad();
        using var convolution = Conv2d(Weight.shape[1], Weight.shape[0], Weight.shape[2]);
        convolution.weight!.copy_(Weight);
        convolution.bias!.copy_(Bias);
        return graph.Relu(graph.Convolution(images, convolution, samePadding: true));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var border = Weight.shape[2] - 1;

        // Channels-last for the convolutions that follow: of 24 channels that are not, oneDNN in libtorch 2.10 gives wrong numbers.
        var padded = functional.pad(MemoryFormat.AsChannelsLast(input), [0, border, 0, border]);
        return functional.conv2d(padded, Weight.to(input.dtype), Bias.to(input.dtype)).relu_().MoveToOuterDisposeScope();
    }
}
