using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>
/// The safetensors format: eight bytes of header length, a JSON header that gives each tensor's type, shape and place, then the bytes.
/// The files come from strangers, so reading believes nothing: the whole header is checked before memory for a tensor is taken, and the tensors
/// take as many bytes as the file has.
/// </summary>
internal static class SafetensorsFile
{
    private const int LengthBytes = 8;

    // That of the format's reference implementation.
    private const long HeaderLimit = 100_000_000;

    /// <summary>Writes tensors and metadata, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors by name, float32 or int64, on any device.</param>
    /// <param name="metadata">Text by key.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = new JsonObject { [SafetensorsHeader.MetadataKey] = JsonSerializer.SerializeToNode(metadata) };
        long offset = 0;
        foreach (var (name, tensor) in tensors)
        {
            var length = tensor.numel() * tensor.element_size();
            header[name] = new JsonObject
            {
                ["dtype"] = TypeName(tensor.dtype),
                ["shape"] = JsonSerializer.SerializeToNode(tensor.shape),
                ["data_offsets"] = JsonSerializer.SerializeToNode(new[] { offset, offset + length }),
            };
            offset += length;
        }

        // The format lets the header end in spaces; so the tensors start at a multiple of eight.
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        Array.Resize(ref json, (json.Length + 7) / 8 * 8);
        json.AsSpan().Replace((byte)0, (byte)' ');
        WholeFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
            stream.Write(length);
            stream.Write(json);
            foreach (var tensor in tensors.Values)
            {
                using var scope = NewDisposeScope();
                stream.Write(tensor.detach().cpu().contiguous().bytes);
            }
        });
    }

    /// <summary>Reads all tensors and the metadata.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors, on the processor, which the caller disposes, and the metadata.</returns>
    /// <exception cref="NoisyStudentException">The file is missing, damaged or not a safetensors file.</exception>
    public static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(stream);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new NoisyStudentException(
                ForeignWeights.Describe(path) ?? $"{path} is not a readable model file: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(FileStream stream)
    {
        var header = ReadHeader(stream);
        var tensors = new Dictionary<string, Tensor>(header.Places.Count);
        try
        {
            foreach (var place in header.Places)
            {
                var tensor = empty(place.Shape, dtype: place.Type).DetachFromDisposeScope();
                tensors.Add(place.Name, tensor);
                stream.ReadExactly(tensor.bytes);
            }

            return (tensors, header.Metadata);
        }
        catch
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            throw;
        }
    }

    private static SafetensorsHeader ReadHeader(FileStream stream)
    {
        if (!stream.CanSeek)
        {
            throw new InvalidDataException("it is a pipe or a device, whose length is not known");
        }

        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        if (headerLength is < 2 or > HeaderLimit || headerLength > stream.Length - LengthBytes)
        {
            throw new InvalidDataException($"it claims a header of {headerLength} bytes");
        }

        var json = new byte[headerLength];
        stream.ReadExactly(json);
        return SafetensorsHeader.Parse(json, stream.Length - LengthBytes - headerLength);
    }

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        _ => throw new ArgumentException($"Tensors of type {type} are not written.", nameof(type)),
    };
}
