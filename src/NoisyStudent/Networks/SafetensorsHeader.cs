using System.Text.Json;
using static TorchSharp.torch;

namespace NoisyStudent.Networks;

/// <summary>Where a tensor lies in a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Start">Its first byte, counted from the end of the header.</param>
/// <param name="End">One behind its last byte.</param>
internal sealed record TensorPlace(string Name, ScalarType Type, long[] Shape, long Start, long End)
{
    /// <summary>How many bytes its numbers take; -1 where they are more than a span can hold.</summary>
    public long ByteLength
    {
        get
        {
            long length = Type switch
            {
                ScalarType.Int64 => sizeof(long),
                ScalarType.Float32 => sizeof(float),
                _ => sizeof(short),
            };
            foreach (var size in Shape)
            {
                // A size of 0 makes an empty tensor, but the others must be such that libtorch can still count with them.
                if (size is < 0 or > int.MaxValue || (length *= Math.Max(size, 1)) > int.MaxValue)
                {
                    return -1;
                }
            }

            return Shape.Contains(0) ? 0 : length;
        }
    }
}

/// <summary>
/// The header of a safetensors file. It is read token by token, so that it takes no memory but for what it names: some times its own length
/// at most. What it says has been checked: the tensors fill the data from its beginning to its end, without gap or overlap.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>Under this name the metadata stand among the tensors.</summary>
    public const string MetadataKey = "__metadata__";

    private const int MostDimensions = 8;
    private const int LongestQuotation = 80;

    private readonly Dictionary<string, TensorPlace> _places = [];
    private Dictionary<string, string>? _metadata;

    private SafetensorsHeader()
    {
    }

    /// <summary>The tensors, in the order in which they lie in the file.</summary>
    public IReadOnlyList<TensorPlace> Places => field ??= [.. _places.Values.OrderBy(place => place.Start).ThenBy(place => place.End)];

    /// <summary>Text by key.</summary>
    public Dictionary<string, string> Metadata => _metadata ?? [];

    /// <summary>Reads a header and believes nothing.</summary>
    /// <param name="json">The header.</param>
    /// <param name="dataLength">How many bytes follow it in the file.</param>
    /// <exception cref="InvalidDataException">It is no header, or not that of these data; the message says why, without a full stop.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader();
        var reader = new Utf8JsonReader(json);
        try
        {
            header.Read(ref reader);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is what the reader throws for text that is not UTF-8.
            throw new InvalidDataException($"its header is not JSON after byte {reader.BytesConsumed}", exception);
        }

        header.RequireData(dataLength);
        return header;
    }

    private void Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        RequireObject(ref reader, "its header");
        while (NextName(ref reader) is { } name)
        {
            var isNew = name == MetadataKey ? ReadMetadata(ref reader) : _places.TryAdd(name, ReadPlace(ref reader, name));
            if (!isNew)
            {
                throw Twice(name);
            }
        }

        // Throws where anything but space follows.
        reader.Read();
    }

    private bool ReadMetadata(ref Utf8JsonReader reader)
    {
        var isNew = _metadata is null;
        _metadata ??= [];
        RequireObject(ref reader, MetadataKey);
        while (NextName(ref reader) is { } key)
        {
            if (reader.TokenType != JsonTokenType.String)
            {
                throw new InvalidDataException($"the metadata of {Quoted(key)} are not text");
            }

            if (!_metadata.TryAdd(key, reader.GetString()!))
            {
                throw Twice(key);
            }
        }

        return isNew;
    }

    private static TensorPlace ReadPlace(ref Utf8JsonReader reader, string name)
    {
        ScalarType? type = null;
        long[]? shape = null, offsets = null;
        RequireObject(ref reader, Quoted(name));
        while (NextName(ref reader) is { } member)
        {
            switch (member)
            {
                case "dtype" when type is null:
                    type = ReadType(ref reader, name);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, MostDimensions, $"the shape of {Quoted(name)}");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, 2, $"the place of {Quoted(name)}");
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw Twice(member);
                default:
                    reader.Skip();
                    break;
            }
        }

        return type is { } known && shape is not null && offsets is [var start, var end]
            ? new TensorPlace(name, known, shape, start, end)
            : throw new InvalidDataException($"{Quoted(name)} lacks its type, its shape or the two ends of its place");
    }

    private static ScalarType ReadType(ref Utf8JsonReader reader, string name)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "no text";
        return text switch
        {
            "F32" => ScalarType.Float32,
            "F16" => ScalarType.Float16,
            "BF16" => ScalarType.BFloat16,
            "I64" => ScalarType.Int64,
            _ => throw new InvalidDataException($"{Quoted(name)} is of type {Quoted(text)}, not F32, F16, BF16 or I64"),
        };
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, int most, string what)
    {
        Span<long> numbers = stackalloc long[most];
        var count = 0;
        var isList = reader.TokenType == JsonTokenType.StartArray;
        while (isList && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isList = count < most && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out numbers[count++]);
        }

        return isList ? numbers[..count].ToArray() : throw new InvalidDataException($"{what} is not a list of at most {most} whole numbers");
    }

    /// <summary>Each tensor must start where the one before it ended, so that nothing overlaps and nothing is left out.</summary>
    private void RequireData(long dataLength)
    {
        long expected = 0;
        foreach (var place in Places)
        {
            if (place.Start != expected || place.ByteLength < 0 || place.End != expected + place.ByteLength || place.End > dataLength)
            {
                throw new InvalidDataException($"the place of {Quoted(place.Name)} does not fit its shape, its neighbours or the file");
            }

            expected = place.End;
        }

        if (expected != dataLength)
        {
            throw new InvalidDataException($"its tensors take {expected} bytes of {dataLength}");
        }
    }

    /// <summary>Goes on to the value of the next member.</summary>
    /// <returns>The member's name; null where the object ends.</returns>
    private static string? NextName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        var name = reader.GetString()!;
        reader.Read();
        return name;
    }

    private static void RequireObject(ref Utf8JsonReader reader, string what)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new InvalidDataException($"{what} is no JSON object");
        }
    }

    private static InvalidDataException Twice(string name) => new($"it names {Quoted(name)} twice");

    private static string Quoted(string name) => name.Length <= LongestQuotation ? $"'{name}'" : $"'{name[..LongestQuotation]}...'";
}
