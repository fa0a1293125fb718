using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>
/// The safetensors format: eight bytes of header length, a JSON header that gives each tensor's type, shape and place, then the bytes.
/// The files come from strangers, so reading believes nothing: lengths, offsets and overlaps are checked before any memory is taken.
/// </summary>
public static class SafetensorsFile
{
    private const int LengthBytes = 8;
    private const long HeaderLimit = 100L << 20;
    private const string MetadataKey = "__metadata__";

    /// <summary>Writes tensors and metadata, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">The tensors by name, float32 or int64, on any device.</param>
    /// <param name="metadata">Text by key.</param>
    /// <exception cref="NoisyStudentException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var header = new JsonObject { [MetadataKey] = JsonSerializer.SerializeToNode(metadata) };
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
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException
            or JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new NoisyStudentException($"{path} is not a readable model file: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static (Dictionary<string, Tensor> Tensors, Dictionary<string, string> Metadata) Read(FileStream stream)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(lengthBytes);
        var dataLength = stream.Length - LengthBytes - headerLength;
        if (headerLength is < 2 or > HeaderLimit || dataLength < 0)
        {
            throw new InvalidDataException($"it claims a header of {headerLength} bytes");
        }

        var json = new byte[headerLength];
        stream.ReadExactly(json);
        using var header = JsonDocument.Parse(json);
        var metadata = new Dictionary<string, string>();
        var tensors = new Dictionary<string, Tensor>();
        long expected = 0;
        try
        {
            foreach (var entry in header.RootElement.EnumerateObject().OrderBy(Start))
            {
                if (entry.Name == MetadataKey)
                {
                    metadata = entry.Value.Deserialize<Dictionary<string, string>>() ?? [];
                    continue;
                }

                var tensor = ReadTensor(stream, entry, LengthBytes + headerLength, ref expected);
                if (!tensors.TryAdd(entry.Name, tensor))
                {
                    tensor.Dispose();
                    throw new InvalidDataException($"it names '{entry.Name}' twice");
                }
            }

            return expected == dataLength
                ? (tensors, metadata)
                : throw new InvalidDataException($"its tensors take {expected} bytes of {dataLength}");
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

    private static long Start(JsonProperty entry) =>
        entry.Name == MetadataKey ? -1 : Offsets(entry).Start;

    private static (long Start, long End) Offsets(JsonProperty entry)
    {
        var offsets = entry.Value.GetProperty("data_offsets");
        return offsets.GetArrayLength() == 2
            ? (offsets[0].GetInt64(), offsets[1].GetInt64())
            : throw new InvalidDataException($"the place of '{entry.Name}' is not two numbers");
    }

    /// <summary>Reads a tensor that must start where the one before it ended, so that nothing overlaps and nothing is left out.</summary>
    private static Tensor ReadTensor(FileStream stream, JsonProperty entry, long dataStart, ref long expected)
    {
        var type = entry.Value.GetProperty("dtype").GetString() switch
        {
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            "I64" => ScalarType.Int64,
            var other => throw new InvalidDataException($"'{entry.Name}' is of type {other}, not F32, F16, BF16 or I64"),
        };
        var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var (start, end) = Offsets(entry);
        var length = ByteLength(shape, type switch
        {
            ScalarType.Float32 => sizeof(float),
            ScalarType.Int64 => sizeof(long),
            _ => sizeof(short),
        });
        if (start != expected || end - start != length || end > stream.Length - dataStart)
        {
            throw new InvalidDataException($"the place of '{entry.Name}' does not fit its shape or the file");
        }

        expected = end;
        stream.Position = dataStart + start;
        var tensor = empty(shape, dtype: type).DetachFromDisposeScope();
        stream.ReadExactly(tensor.bytes);
        return tensor;
    }

    /// <summary>How many bytes a tensor takes; -1 for a shape that is none, or larger than a span.</summary>
    private static long ByteLength(long[] shape, int elementSize)
    {
        long length = elementSize;
        foreach (var size in shape)
        {
            if (size is < 0 or > int.MaxValue || length * size > int.MaxValue)
            {
                return -1;
            }

            length *= size;
        }

        return length;
    }

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        _ => throw new ArgumentException($"Tensors of type {type} are not written.", nameof(type)),
    };
}
