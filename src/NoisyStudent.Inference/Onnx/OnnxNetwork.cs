using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace NoisyStudent.Onnx;

/// <summary>A network that runs in ONNX Runtime. Threads may use it at once.</summary>
internal sealed class OnnxNetwork : IDisposable
{
    private readonly string _name;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly int _channels;
    private readonly int _imageSize;
    private readonly int _classes;

    static OnnxNetwork() => OnnxTelemetry.TurnOff();

    /// <summary>Hands a checked model to ONNX Runtime: as bytes made of what was checked, so it sees nothing else of the file.</summary>
    /// <param name="file">The model.</param>
    /// <param name="name">What its file is called in messages.</param>
    /// <param name="options">How it is to run.</param>
    /// <exception cref="NoisyStudentException">ONNX Runtime refuses it.</exception>
    public OnnxNetwork(OnnxFile file, string name, SessionOptions options)
    {
        (_name, _imageSize, _classes) = (name, file.Description.ImageSize, file.Description.Classes.Count);
        _channels = file.Description.Normalization.Channels;
        _session = Refusing("is refused", () => new InferenceSession(file.Model.ToByteArray(), options));
    }

    /// <summary>How a network is to run.</summary>
    /// <param name="threads">On how many threads; 0 for one for each processor.</param>
    /// <param name="waitActively">
    /// Whether threads wait actively for the next operation: that is faster, but takes the processors from the rest of an application.
    /// </param>
    public static SessionOptions Options(int threads, bool waitActively)
    {
        // ONNX Runtime's own choice counts two processors of one core as one, and does not know of a container's limit.
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads == 0 ? Environment.ProcessorCount : threads,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", waitActively ? "1" : "0");
        return options;
    }

    /// <summary>Logits for a batch.</summary>
    /// <param name="images">Normalized pixels <c>[count, channels, height, width]</c>.</param>
    /// <param name="count">How many images, at least 1.</param>
    /// <returns><c>[count, classes]</c>.</returns>
    /// <exception cref="NoisyStudentException">The network cannot be run.</exception>
    public float[] Logits(float[] images, int count) => Refusing("cannot be run", () =>
    {
        var area = _channels * _imageSize * _imageSize;
        using var input = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, images.AsMemory(0, count * area), [count, _channels, _imageSize, _imageSize]);
        using var outputs = _session.Run(_run, [OnnxFile.InputName], [input], [OnnxFile.OutputName]);
        var logits = outputs[0].GetTensorDataAsSpan<float>();
        return logits.Length == count * _classes
            ? logits.ToArray()
            : throw new NoisyStudentException($"{_name} gives {logits.Length} numbers for {count} pictures of {_classes} classes: export the model again.");
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private T Refusing<T>(string what, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (OnnxRuntimeException exception)
        {
            var reason = exception.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
            throw new NoisyStudentException($"{_name} {what} by ONNX Runtime: {reason}.", exception);
        }
    }
}
