using Google.Protobuf.Collections;
using NoisyStudent.Networks;

namespace NoisyStudent.Onnx;

/// <summary>What an ONNX model must be before ONNX Runtime gets to see it.</summary>
internal static class OnnxChecks
{
    private const int MostNodes = 10_000;

    /// <summary>Checks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="description">What it says about its classes and input.</param>
    /// <returns>How many numbers the largest of the values that it computes has for an image.</returns>
    /// <exception cref="FormatException">It is none that this program exports; the message says why, without a full stop.</exception>
    public static long Require(ModelProto model, ModelDescription description)
    {
        var graph = model.Graph ?? throw new FormatException("it holds no network");
        Require(
            model.OpsetImport is [{ Domain: "" or "ai.onnx", Version: >= OnnxFile.OperatorVersion }],
            $"it is not written in version {OnnxFile.OperatorVersion} or later of ONNX's own operators");
        int[] input = [description.Normalization.Channels, description.ImageSize, description.ImageSize];
        RequireShape(graph.Input, OnnxFile.InputName, input);
        RequireShape(graph.Output, OnnxFile.OutputName, [description.Classes.Count]);
        Require(graph.Node.Count <= MostNodes, $"it has {graph.Node.Count:N0} operators");
        foreach (var tensor in graph.Initializer)
        {
            RequireWhole(tensor);
        }

        return OnnxShapes.FindLargest(graph, Array.ConvertAll(input, size => (long)size), [description.Classes.Count]);
    }

    /// <summary>The batch is free, all else as the description says.</summary>
    private static void RequireShape(RepeatedField<ValueInfoProto> values, string name, int[] shape)
    {
        var dimensions = values is [{ Type.TensorType: { ElemType: TensorProto.Types.DataType.Float, Shape: { } given } }] && values[0].Name == name
            ? given.Dim : null;
        Require(
            dimensions?.Count == shape.Length + 1
            && dimensions[0].ValueCase != TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue
            && dimensions.Skip(1).Select(dimension => dimension.DimValue).SequenceEqual(shape.Select(size => (long)size)),
            $"its '{name}' are not float32 of shape [batch, {string.Join(", ", shape)}], as its description says");
    }

    private static void RequireWhole(TensorProto tensor)
    {
        Require(
            tensor.DataLocation == TensorProto.Types.DataLocation.Default && tensor.ExternalData.Count == 0,
            $"it keeps the weights '{tensor.Name}' in another file; only files that hold their own weights are read");
        var elementSize = tensor.DataType switch
        {
            TensorProto.Types.DataType.Float => sizeof(float),
            TensorProto.Types.DataType.Int64 => sizeof(long),
            _ => throw new FormatException($"its weights '{tensor.Name}' are neither float32 nor int64"),
        };
        Int128 length = elementSize;
        foreach (var size in tensor.Dims)
        {
            Require(size is > 0 and <= int.MaxValue && length <= OnnxFile.SizeLimit, $"its weights '{tensor.Name}' have a shape that is none");
            length *= size;
        }

        Require(length == tensor.RawData.Length, $"its weights '{tensor.Name}' take {tensor.RawData.Length} bytes where their shape takes {length}");
    }

    /// <summary>Refuses what does not hold.</summary>
    /// <param name="holds">What must be.</param>
    /// <param name="reason">Why not, without a full stop.</param>
    /// <exception cref="FormatException">It does not hold.</exception>
    public static void Require(bool holds, string reason)
    {
        if (!holds)
        {
            throw new FormatException(reason);
        }
    }
}
