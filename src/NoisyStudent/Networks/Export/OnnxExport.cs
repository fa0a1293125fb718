using Google.Protobuf;
using NoisyStudent.Onnx;

namespace NoisyStudent.Networks.Export;

/// <summary>Writes models as ONNX, for applications that run them without libtorch.</summary>
public static class OnnxExport
{
    /// <summary>What a file holds beside the weights is far below this many bytes.</summary>
    private const long Beside = 16 << 20;

    /// <summary>Whether a network's weights fit into an ONNX file, which holds 2 GB.</summary>
    /// <param name="network">The network.</param>
    public static bool Fits(ClassifierNetwork network) => (network.ParameterCount * sizeof(float)) + Beside <= OnnxFile.SizeLimit;

    /// <summary>Writes a model into one file, its description in the metadata. The same model gives the same bytes.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">The model does not fit, or the file cannot be written.</exception>
    public static void SaveOnnx(this TrainedModel model, string path)
    {
        var file = ToOnnx(model);
        WholeFile.Write(path, file.Model.WriteTo);
    }

    /// <summary>A model as ONNX.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="NoisyStudentException">The model does not fit.</exception>
    internal static OnnxFile ToOnnx(TrainedModel model)
    {
        if (!Fits(model.Network))
        {
            throw new NoisyStudentException(
                $"{model.Network.Name} has {model.Network.ParameterCount:N0} parameters, more than the 2 GB of an ONNX file hold: export it as .safetensors.");
        }

        var graph = new OnnxGraph(model.Description.ImageSize);
        return graph.Finish(model.Network.Export(graph, graph.Images), model.Description);
    }
}
