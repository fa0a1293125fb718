using NoisyStudent.Networks.Export;
using NoisyStudent.Networks.Layers;
using NoisyStudent.Torch;
using TorchSharp.Modules;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NoisyStudent.Tests.Networks.Export;

/// <summary>Each kind of layer in ONNX Runtime beside the same in libtorch.</summary>
[Collection(TorchCollection.Name)]
public sealed class OnnxGraphTests
{
    private const int Size = 9;

    public OnnxGraphTests()
    {
        TorchRuntime.Load();
        manual_seed(1);
    }

    [Theory]
    [InlineData(1, 1, 0, 1)]
    [InlineData(3, 2, 1, 1)]
    [InlineData(7, 2, 3, 1)]
    [InlineData(3, 1, 2, 2)]
    public void A_convolution_takes_the_batch_norm_behind_it_in(int kernel, int stride, int padding, int dilation)
    {
        using var convolution = Conv2d(3, 6, kernel, stride: stride, padding: padding, dilation: dilation, bias: false);
        using var norm = TrainedNorm(6);
        Agree((graph, images) => graph.Convolution(images, convolution, norm), images => norm.forward(convolution.forward(images)));
    }

    [Fact]
    public void A_convolution_keeps_its_bias_beside_a_batch_norm_and_without_one()
    {
        using var convolution = Conv2d(3, 6, 3);
        using var norm = TrainedNorm(6);
        Agree((graph, images) => graph.Convolution(images, convolution, norm), images => norm.forward(convolution.forward(images)));
        Agree((graph, images) => graph.Convolution(images, convolution), convolution.forward);
    }

    [Fact]
    public void Weights_that_lie_channels_last_are_written_in_order()
    {
        using var convolution = Conv2d(3, 6, 3, bias: false);
        Agree(
            (graph, images) =>
            {
                MemoryFormat.ToChannelsLast(Sequential(("conv", convolution)));
                return graph.Convolution(images, convolution);
            },
            convolution.forward);
    }

    [Fact]
    public void A_depthwise_convolution_has_a_kernel_for_each_channel()
    {
        using var convolution = Conv2d(3, 3, 3, padding: 1, groups: 3, bias: false);
        using var norm = TrainedNorm(3);
        Agree((graph, images) => graph.Silu(graph.Convolution(images, convolution, norm)), images => functional.silu(norm.forward(convolution.forward(images))));
    }

    /// <summary>By hand, for 9 pixels: outputs = ceil(9 / stride), padding = (outputs - 1) stride + kernel - 9; for 8 pixels likewise.</summary>
    [Theory]
    [InlineData(9, 3, 1, 1, 1)]
    [InlineData(9, 3, 2, 1, 1)]
    [InlineData(9, 5, 2, 2, 2)]
    [InlineData(8, 3, 2, 0, 1)]
    [InlineData(8, 5, 2, 1, 2)]
    [InlineData(8, 2, 2, 0, 0)]
    [InlineData(8, 1, 2, 0, 0)]
    public void Same_padding_is_TensorFlows(int size, int kernel, int stride, int before, int after)
    {
        using var convolution = Conv2d(3, 4, kernel, stride: stride, bias: false);
        Agree(
            (graph, images) => graph.Convolution(images, convolution, samePadding: true),
            images => convolution.forward(functional.pad(images, [before, after, before, after])),
            size);
    }

    [Fact]
    public void A_batch_norm_without_a_convolution_before_it_multiplies_and_adds()
    {
        using var norm = TrainedNorm(3);
        Agree((graph, images) => graph.Relu(graph.Norm(images, norm)), images => norm.forward(images).relu());
    }

    [Fact]
    public void Squeeze_and_excitation_weighs_channels()
    {
        using var reduce = Conv2d(3, 2, 1);
        using var expand = Conv2d(2, 3, 1);
        Agree(
            (graph, images) => graph.Multiply(
                images, graph.Sigmoid(graph.Convolution(graph.Silu(graph.Convolution(graph.GlobalAveragePool(images), reduce)), expand))),
            images => images * expand.forward(functional.silu(reduce.forward(images.mean([2L, 3L], keepdim: true)))).sigmoid());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void Max_pooling_pads_with_nothing(int size) => Agree(
        (graph, images) => graph.MaxPool(images, 3, 2, 1), images => functional.max_pool2d(images - 5, 3, stride: 2, padding: 1) + 5, size);

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    public void A_shortcut_without_parameters_takes_every_second_pixel_and_pads_channels(int size) => Agree(
        (graph, images) => graph.Add(graph.PadChannels(graph.Subsample(images, 2), 2, 1), graph.PadChannels(graph.Subsample(images, 2), 1, 2)),
        images =>
        {
            var smaller = images[.., .., TensorIndex.Slice(step: 2), TensorIndex.Slice(step: 2)];
            return functional.pad(smaller, [0, 0, 0, 0, 2, 1]) + functional.pad(smaller, [0, 0, 0, 0, 1, 2]);
        },
        size);

    /// <summary>A linear layer over all numbers ends either network, so that each number counts, and its place.</summary>
    private static void Agree(Func<OnnxGraph, OnnxValue, OnnxValue> export, Func<Tensor, Tensor> forward, int size = Size)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var images = randn(2, 3, size, size);
        var features = forward(images);
        var head = Linear(features.numel() / 2, 5);
        var expected = head.forward(features.flatten(1));

        var graph = new OnnxGraph(size);
        var exported = export(graph, graph.Images);
        Assert.Equal((features.shape[1], features.shape[2], features.shape[3]), ((long)exported.Channels, (long)exported.Height, (long)exported.Width));
        var logits = OnnxRuns.Logits(graph.Finish(graph.Linear(exported, head), OnnxRuns.Describe("layers", 5, size)), images);
        Assert.Equal(expected.data<float>().ToArray(), logits, OnnxRuns.Close);
    }

    private static BatchNorm2d TrainedNorm(int channels)
    {
        var norm = new NormActivation(channels).Module;
        OnnxRuns.GiveStatistics(norm);
        norm.eval();
        return norm;
    }
}
