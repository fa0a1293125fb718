using System.Runtime.InteropServices;
using Google.Protobuf;
using NoisyStudent.Images;
using NoisyStudent.Onnx;
using TorchSharp.Modules;

namespace NoisyStudent.Networks.Export;

/// <summary>
/// A network as ONNX writes it, layer by layer: a method for each kind of layer, which takes and gives <see cref="OnnxValue"/>s. Weights are
/// copied when a layer is added; batch-norm is written as it is in evaluation.
/// </summary>
internal sealed class OnnxGraph
{
    private readonly GraphProto _graph = new();

    /// <summary>Begins a network.</summary>
    /// <param name="imageSize">Width and height of its input in pixels.</param>
    /// <param name="channels">How many channels the input has: 3, or 1 for luma.</param>
    public OnnxGraph(int imageSize, int channels = RgbImage.Channels) => Images = new OnnxValue(OnnxFile.InputName, channels, imageSize, imageSize);

    /// <summary>The input: normalized images.</summary>
    public OnnxValue Images { get; }

    /// <summary>A convolution, of any kernel, stride, dilation and groups, with the batch-norm that follows it directly.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="convolution">The layer, with its padding.</param>
    /// <param name="norm">The batch-norm; it is folded into the convolution.</param>
    /// <param name="samePadding">
    /// Whether the image is padded the way TensorFlow does it, instead of by the layer's own padding: to the size over the stride, rounded up;
    /// where the padding is odd, below and to the right is one more.
    /// </param>
    public OnnxValue Convolution(OnnxValue input, Conv2d convolution, BatchNorm2d? norm = null, bool samePadding = false)
    {
        var shape = convolution.weight!.shape;
        var window = new SlidingWindow(
            Pair(convolution.kernel_size), Pair(convolution.stride), Pair(convolution.dilation), samePadding ? null : Pair(convolution.padding!));
        var folded = FoldedWeights.Of(convolution, norm);
        return Slide("Conv", input, (int)shape[0], window, [Weights(folded.Weight, shape), Weights(folded.Bias, shape[0])], [
            Ints("dilations", window.Dilation), new() { Name = "group", Type = AttributeProto.Types.AttributeType.Int, I = convolution.groups },
        ]);
    }

    /// <summary>The largest number of each window.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="kernel">Width and height of the window.</param>
    /// <param name="stride">From one window to the next.</param>
    /// <param name="padding">What the image has more at each side.</param>
    public OnnxValue MaxPool(OnnxValue input, int kernel, int stride, int padding) =>
        Slide("MaxPool", input, input.Channels, new SlidingWindow((kernel, kernel), (stride, stride), (1, 1), (padding, padding)), [], []);

    /// <summary>Batch-norm that no convolution precedes: a multiplication and an addition for each channel.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="norm">The batch-norm.</param>
    public OnnxValue Norm(OnnxValue input, BatchNorm2d norm)
    {
        var (scale, shift) = FoldedWeights.AffineOf(norm);
        var scaled = Node("Mul", input, [input.Name, Weights(Array.ConvertAll(scale, s => (float)s), 1, scale.Length, 1, 1)]);
        return Node("Add", input, [scaled.Name, Weights(Array.ConvertAll(shift, s => (float)s), 1, shift.Length, 1, 1)]);
    }

    /// <summary>max(0, x).</summary>
    /// <param name="input">x.</param>
    public OnnxValue Relu(OnnxValue input) => Node("Relu", input, [input.Name]);

    /// <summary>1 / (1 + exp(-x)).</summary>
    /// <param name="input">x.</param>
    public OnnxValue Sigmoid(OnnxValue input) => Node("Sigmoid", input, [input.Name]);

    /// <summary>x sigmoid(x), also called swish.</summary>
    /// <param name="input">x.</param>
    public OnnxValue Silu(OnnxValue input) => Multiply(input, Sigmoid(input));

    /// <summary>The sum of two values of the same shape.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    public OnnxValue Add(OnnxValue first, OnnxValue second) => Node("Add", first, [first.Name, second.Name]);

    /// <summary>The product of a value and another of the same shape, or one number for each channel of each image.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    public OnnxValue Multiply(OnnxValue first, OnnxValue second) => Node("Mul", first, [first.Name, second.Name]);

    /// <summary>The mean of each channel of each image.</summary>
    /// <param name="input">Its input.</param>
    public OnnxValue GlobalAveragePool(OnnxValue input) => Node("GlobalAveragePool", input with { Height = 1, Width = 1 }, [input.Name]);

    /// <summary>A linear layer over all numbers of an image.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="linear">The layer.</param>
    public OnnxValue Linear(OnnxValue input, Linear linear)
    {
        var shape = linear.weight!.shape;
        var bias = linear.bias is { } given && !given.IsInvalid ? FoldedWeights.ToArray(given) : new float[shape[0]];
        var flat = Node("Flatten", input, [input.Name]);
        return Node(
            "Gemm", new OnnxValue("", (int)shape[0], 1, 1), [flat.Name, Weights(FoldedWeights.ToArray(linear.weight), shape), Weights(bias, shape[0])],
            [new() { Name = "transB", Type = AttributeProto.Types.AttributeType.Int, I = 1 }]);
    }

    /// <summary>Channels of zeros before and after those that there are.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="before">How many before.</param>
    /// <param name="after">How many after.</param>
    public OnnxValue PadChannels(OnnxValue input, int before, int after) => Node(
        "Pad", input with { Channels = before + input.Channels + after }, [input.Name, Numbers(0, before, 0, 0, 0, after, 0, 0)]);

    /// <summary>Every so many pixels of every so many rows.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="step">How many.</param>
    public OnnxValue Subsample(OnnxValue input, int step) => Node(
        "Slice", input with { Height = (input.Height + step - 1) / step, Width = (input.Width + step - 1) / step },
        [input.Name, Numbers(0, 0), Numbers(input.Height, input.Width), Numbers(2, 3), Numbers(step, step)]);

    /// <summary>Ends the network.</summary>
    /// <param name="logits">Its output.</param>
    /// <param name="description">What it takes to use it.</param>
    internal OnnxFile Finish(OnnxValue logits, ModelDescription description)
    {
        _graph.Name = description.Network;
        _graph.Node.Single(node => node.Output[0] == logits.Name).Output[0] = OnnxFile.OutputName;
        _graph.Input.Add(Described(OnnxFile.InputName, Images.Channels, Images.Height, Images.Width));
        _graph.Output.Add(Described(OnnxFile.OutputName, logits.Channels));
        var model = new ModelProto { IrVersion = OnnxFile.FormatVersion, ProducerName = "NoisyStudent", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = OnnxFile.OperatorVersion });
        model.MetadataProps.Add(new StringStringEntryProto { Key = ModelDescription.MetadataKey, Value = description.ToJson() });
        return OnnxFile.Of(model, description);
    }

    private OnnxValue Slide(
        string operation, OnnxValue input, int channels, SlidingWindow window, IEnumerable<string> weights, AttributeProto[] attributes)
    {
        var ((top, bottom), (left, right)) = window.Padding(input.Height, input.Width);
        var (height, width) = window.OutputSize(input.Height, input.Width);
        return Node(operation, new OnnxValue("", channels, height, width), [input.Name, .. weights], [
            Ints("kernel_shape", window.Kernel), Ints("strides", window.Stride), Ints("pads", top, left, bottom, right), .. attributes,
        ]);
    }

    private OnnxValue Node(string operation, OnnxValue output, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes)
    {
        var name = $"{operation.ToLowerInvariant()}_{_graph.Node.Count}";
        _graph.Node.Add(new NodeProto { OpType = operation, Name = name, Input = { inputs }, Output = { name }, Attribute = { attributes } });
        return output with { Name = name };
    }

    private string Weights(float[] values, params IEnumerable<long> shape) =>
        Tensor(TensorProto.Types.DataType.Float, MemoryMarshal.AsBytes(values.AsSpan()), shape);

    private string Numbers(params long[] values) => Tensor(TensorProto.Types.DataType.Int64, MemoryMarshal.AsBytes(values.AsSpan()), [values.Length]);

    private string Tensor(TensorProto.Types.DataType type, ReadOnlySpan<byte> bytes, IEnumerable<long> shape)
    {
        var name = $"weights_{_graph.Initializer.Count}";
        _graph.Initializer.Add(new TensorProto { Name = name, DataType = type, Dims = { shape }, RawData = UnsafeByteOperations.UnsafeWrap(bytes.ToArray()) });
        return name;
    }

    private static AttributeProto Ints(string name, params IEnumerable<long> values) =>
        new() { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { values } };

    private static AttributeProto Ints(string name, (int Height, int Width) values) => Ints(name, values.Height, values.Width);

    private static (int Height, int Width) Pair(long[] values) => ((int)values[0], (int)values[^1]);

    private static ValueInfoProto Described(string name, params IEnumerable<int> shape)
    {
        var dimensions = new TensorShapeProto();
        dimensions.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "batch" });
        dimensions.Dim.Add(shape.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = TensorProto.Types.DataType.Float, Shape = dimensions } },
        };
    }
}
