using Google.Protobuf;
using NoisyStudent.Networks;

namespace NoisyStudent.Onnx;

/// <summary>
/// An ONNX file of this program: a network with the description of its classes and input. The files come from strangers, so reading believes
/// nothing: a file names the operators that exported networks have and holds its own weights, or it is refused.
/// </summary>
/// <param name="Model">The network.</param>
/// <param name="Description">Classes, image size and normalization.</param>
/// <param name="LargestValue">How many numbers the largest of the values that it computes has for an image.</param>
internal sealed record OnnxFile(ModelProto Model, ModelDescription Description, long LargestValue)
{
    /// <summary>The most bytes that Protocol Buffers, in which ONNX is written, can hold.</summary>
    public const long SizeLimit = int.MaxValue;

    /// <summary>The version of the ONNX format that is written; version 17 of the operators belongs to it.</summary>
    public const int FormatVersion = 8;

    /// <summary>The version of the operators that is written, and the oldest that is read.</summary>
    public const int OperatorVersion = 17;

    /// <summary>The name of the input: normalized pixels <c>[batch, channels, height, width]</c>, float32.</summary>
    public const string InputName = "images";

    /// <summary>The name of the output: <c>[batch, classes]</c>, float32.</summary>
    public const string OutputName = "logits";

    /// <summary>Checks a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="description">What it says about its classes and input.</param>
    /// <exception cref="FormatException">It is none that this program exports; the message says why, without a full stop.</exception>
    public static OnnxFile Of(ModelProto model, ModelDescription description) => new(model, description, OnnxChecks.Require(model, description));

    /// <summary>Reads a file and checks it.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="NoisyStudentException">The file is damaged, too large or of another kind.</exception>
    public static OnnxFile Read(Stream stream, string name)
    {
        try
        {
            if (stream.CanSeek && stream.Length - stream.Position > SizeLimit)
            {
                throw new FormatException("it is larger than 2 GB");
            }

            var model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(stream);
            var metadata = model.MetadataProps.FirstOrDefault(entry => entry.Key == ModelDescription.MetadataKey)
                ?? throw new FormatException("it lacks the description of classes and input that this program's 'export' writes");
            var description = ModelDescription.Parse(metadata.Value);
            return Of(model, description);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new NoisyStudentException($"{name} is no whole ONNX file: export the model again.", exception);
        }
        catch (FormatException exception)
        {
            throw new NoisyStudentException($"{name} is not an ONNX model of this program: {exception.Message}.", exception);
        }
    }
}
