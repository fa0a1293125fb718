using Google.Protobuf;
using NoisyStudent.Onnx;

namespace NoisyStudent.Networks.Export;

/// <summary>Writes models as ONNX, for applications that run them without libtorch.</summary>
internal static class OnnxExport
{
    /// <summary>What a file holds beside the weights is far below this many bytes.</summary>
    private const long Beside = 16 << 20;

    /// <summary>Writes a model into one file, its description in the metadata. The same model gives the same bytes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The model does not fit into an ONNX file, or the file cannot be written.</exception>
    public static void SaveOnnx(this TrainedModel model, string path) => Write(model.ToOnnx(), path);

    /// <summary>Writes a file, whole.</summary>
    /// <param name="file">Its content.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    internal static void Write(OnnxFile file, string path) => WholeFile.Write(path, file.Model.WriteTo);

    /// <summary>A model as ONNX.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="NoisyStudentException">The model does not fit into an ONNX file.</exception>
    internal static OnnxFile ToOnnx(this TrainedModel model)
    {
        RequireSize(model.Network.Name, model.Network.ParameterCount);
        var graph = new OnnxGraph(model.Description.ImageSize, model.Description.Normalization.Channels);
        try
        {
            return graph.Finish(model.Network.Export(graph, graph.Images), model.Description);
        }
        catch (FormatException exception)
        {
            throw new NoisyStudentException($"{model.Network.Name} cannot be written as ONNX: {exception.Message}; use .safetensors.", exception);
        }
    }

    /// <summary>Whether an ONNX file holds a network's weights.</summary>
    /// <param name="parameters">How many numbers it learned.</param>
    internal static bool Fits(long parameters) => (parameters * sizeof(float)) + Beside <= OnnxFile.SizeLimit;

    /// <summary>Refuses a network whose weights an ONNX file does not hold.</summary>
    /// <param name="network">The network's name.</param>
    /// <param name="parameters">How many numbers it learned.</param>
    /// <exception cref="NoisyStudentException">They are too many.</exception>
    internal static void RequireSize(string network, long parameters)
    {
        if (!Fits(parameters))
        {
            throw new NoisyStudentException(
                $"{network} has {parameters:N0} parameters, more than the 2 GB of an ONNX file hold: use .safetensors.");
        }
    }
}
