using System.Runtime.InteropServices;

namespace NoisyStudent.Onnx;

/// <summary>
/// The shapes of all that a network computes for an image, found without running it. Only what export writes is understood; so no file makes
/// ONNX Runtime do anything else, or take more memory than a large network does.
/// </summary>
internal sealed class OnnxShapes
{
    // Of one value, for an image: 512 MB. The largest network's at 800 x 800 pixels is three quarters of that.
    private const long MostNumbers = 1 << 27;
    private const long LargestKernel = 64;

    private readonly Dictionary<string, long[]> _values = [];
    private readonly Dictionary<string, TensorProto> _weights;

    private OnnxShapes(IEnumerable<TensorProto> weights)
    {
        _weights = [];
        foreach (var tensor in weights)
        {
            OnnxChecks.Require(_weights.TryAdd(tensor.Name, tensor), $"it has the weights '{tensor.Name}' twice");
        }
    }

    /// <summary>Goes through a network.</summary>
    /// <param name="graph">The network; its weights are checked.</param>
    /// <param name="input">The input's shape, without the batch.</param>
    /// <param name="output">The output's.</param>
    /// <returns>How many numbers the largest value has for an image.</returns>
    /// <exception cref="FormatException">The network does not fit together, or is none that export writes.</exception>
    public static long FindLargest(GraphProto graph, long[] input, long[] output)
    {
        var shapes = new OnnxShapes(graph.Initializer);
        shapes.Add(OnnxFile.InputName, input);
        foreach (var node in graph.Node)
        {
            OnnxChecks.Require(node.Domain.Length == 0 && node.Output.Count == 1, $"it has an operator '{node.OpType}' that no exported network has");
            shapes.Add(node.Output[0], shapes.Of(node));
        }

        OnnxChecks.Require(
            shapes._values.TryGetValue(OnnxFile.OutputName, out var found) && found.SequenceEqual(output), "its layers do not end in its classes");
        return shapes._values.Values.Max(Count);
    }

    private void Add(string name, long[] shape)
    {
        OnnxChecks.Require(shape.All(size => size is > 0 and <= MostNumbers) && Count(shape) <= MostNumbers, $"its value '{name}' is too large");
        OnnxChecks.Require(!_weights.ContainsKey(name) && _values.TryAdd(name, shape), $"it computes '{name}' twice");
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, size) => Math.Min(product * size, MostNumbers + 1));

    private long[] Of(NodeProto node) => (node.OpType, Inputs: node.Input.Count, Value(node, 0)) switch
    {
        ("Relu" or "Sigmoid", 1, var shape) when node.Attribute.Count == 0 => shape,
        ("Add" or "Mul", 2, var shape) when node.Attribute.Count == 0 => Broadcast(node, shape, Operand(node)),
        ("GlobalAveragePool", 1, [var channels, _, _]) when node.Attribute.Count == 0 => [channels, 1, 1],
        ("Flatten", 1, var shape) when node.Attribute.Count == 0 => [Count(shape)],
        ("Gemm", 3, [var inputs]) when Weights(node, 1) is [var outputs, var rows] && rows == inputs && Weights(node, 2) is [var biases]
            && biases == outputs && node.Attribute is [{ Name: "transB", I: 1 }] => [outputs],
        ("Conv", 3, [var channels, ..] shape) when Weights(node, 1) is [var outputs, var inputs, _, _] kernel && inputs * Group(node) == channels
            && outputs % Group(node) == 0 && Weights(node, 2) is [var biases] && biases == outputs
            && Attribute(node, "kernel_shape").AsSpan().SequenceEqual(kernel.AsSpan(2)) => [outputs, .. Slide(node, shape)],
        ("MaxPool", 1, [var channels, _, _] shape) => [channels, .. Slide(node, shape)],
        ("Pad", 2, [var channels, var height, var width]) when Numbers(node, 1) is [0, >= 0 and var before, 0, 0, 0, >= 0 and var after, 0, 0]
            && before <= MostNumbers && after <= MostNumbers && node.Attribute.Count == 0 => [before + channels + after, height, width],
        ("Slice", 5, [var channels, var height, var width]) when Numbers(node, 1) is [0, 0] && Numbers(node, 2) is [var bottom, var right]
            && bottom == height && right == width && Numbers(node, 3) is [2, 3] && Numbers(node, 4) is [> 0 and var down, > 0 and var across]
            && down <= LargestKernel && across <= LargestKernel && node.Attribute.Count == 0 => [channels, (height + down - 1) / down, (width + across - 1) / across],
        _ => throw Misfit(node),
    };

    /// <summary>Height and width of what a kernel that goes over an image gives.</summary>
    private static long[] Slide(NodeProto node, long[] shape)
    {
        var (kernel, strides, pads) = (Attribute(node, "kernel_shape"), Attribute(node, "strides"), Attribute(node, "pads"));
        long[] dilations = node.OpType == "Conv" ? Attribute(node, "dilations") : [1, 1];
        OnnxChecks.Require(
            shape.Length == 3 && node.Attribute.Count == (node.OpType == "Conv" ? 5 : 3) && kernel.Length == 2 && strides.Length == 2 && pads.Length == 4
            && dilations.Length == 2 && kernel.Concat(strides).Concat(dilations).All(size => size is > 0 and <= LargestKernel),
            Misfit(node).Message);
        return Enumerable.Range(0, 2).Select(side =>
        {
            var extent = ((kernel[side] - 1) * dilations[side]) + 1;
            var padded = shape[side + 1] + pads[side] + pads[side + 2];
            OnnxChecks.Require(
                extent <= LargestKernel && pads[side] >= 0 && pads[side] < extent && pads[side + 2] >= 0 && pads[side + 2] < extent && padded >= extent,
                Misfit(node).Message);
            return ((padded - extent) / strides[side]) + 1;
        }).ToArray();
    }

    private static long[] Broadcast(NodeProto node, long[] first, long[] second) =>
        first.Length == second.Length && first.Zip(second).All(pair => pair.First == pair.Second || pair.First == 1 || pair.Second == 1)
            ? [.. first.Zip(second, Math.Max)]
            : throw Misfit(node);

    private long[] Value(NodeProto node, int input) =>
        input < node.Input.Count && _values.TryGetValue(node.Input[input], out var shape) ? shape : throw Misfit(node);

    /// <summary>Another value, or a number for each channel.</summary>
    private long[] Operand(NodeProto node) => Weights(node, 1) is [1, .. var shape] ? shape : Value(node, 1);

    private long[] Weights(NodeProto node, int input) =>
        _weights.TryGetValue(node.Input[input], out var tensor) && tensor.DataType == TensorProto.Types.DataType.Float ? [.. tensor.Dims] : [];

    private long[] Numbers(NodeProto node, int input) =>
        _weights.TryGetValue(node.Input[input], out var tensor) && tensor.DataType == TensorProto.Types.DataType.Int64
            ? MemoryMarshal.Cast<byte, long>(tensor.RawData.Span).ToArray() : [];

    private static long[] Attribute(NodeProto node, string name) =>
        node.Attribute.Where(attribute => attribute.Name == name).SelectMany(attribute => attribute.Ints).ToArray();

    private static long Group(NodeProto node) =>
        node.Attribute.FirstOrDefault(attribute => attribute.Name == "group") is { I: > 0 and <= int.MaxValue and var groups } ? groups : throw Misfit(node);

    private static FormatException Misfit(NodeProto node) =>
        new($"its operator '{node.OpType}' is none that exported networks have, or does not fit what comes before it");
}
