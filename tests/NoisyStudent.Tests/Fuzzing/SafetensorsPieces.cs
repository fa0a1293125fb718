using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace NoisyStudent.Tests.Fuzzing;

/// <summary>A safetensors file in pieces, each of them JSON text that may be replaced by any other.</summary>
internal sealed class SafetensorsPieces
{
    /// <summary>What stands in the header of one tensor.</summary>
    public sealed record Entry(string Name, string Type, List<string> Shape, List<string> Place);

    public required List<Entry> Entries { get; init; }

    /// <summary>The metadata: key and value of each.</summary>
    public required List<(string Key, string Value)> Metadata { get; init; }

    public required byte[] Data { get; set; }

    /// <summary>What stands before the header, where that is not its length.</summary>
    public ulong? Length { get; set; }

    /// <summary>What follows the header within its length.</summary>
    public string Padding { get; set; } = "";

    /// <summary>Takes a whole file apart.</summary>
    public static SafetensorsPieces Of(byte[] file)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(sizeof(long), length));
        var members = header.RootElement.EnumerateObject().ToList();
        return new SafetensorsPieces
        {
            Metadata = [.. members[0].Value.EnumerateObject().Select(entry => (Quoted(entry.Name), entry.Value.GetRawText()))],
            Entries =
            [
                .. members.Skip(1).Select(member => new Entry(
                    Quoted(member.Name), member.Value.GetProperty("dtype").GetRawText(), Numbers(member, "shape"), Numbers(member, "data_offsets"))),
            ],
            Data = file[(sizeof(long) + length)..],
        };
    }

    /// <summary>The bytes of the file. Text becomes bytes one by one, so that a piece may hold what is not UTF-8.</summary>
    public byte[] ToFile()
    {
        var metadata = string.Join(",", Metadata.Select(entry => $"{entry.Key}:{entry.Value}"));
        var entries = Entries.Select(entry => $",{entry.Name}:{{\"dtype\":{entry.Type},\"shape\":{List(entry.Shape)},\"data_offsets\":{List(entry.Place)}}}");
        var header = Encoding.Latin1.GetBytes($"{{\"__metadata__\":{{{metadata}}}{string.Concat(entries)}}}{Padding}");
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, Length ?? (ulong)header.Length);
        return [.. length, .. header, .. Data];
    }

    /// <summary>A text as JSON, all of it ASCII.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text);

    private static List<string> Numbers(JsonProperty member, string name) =>
        [.. member.Value.GetProperty(name).EnumerateArray().Select(number => number.GetRawText())];

    // A single piece that is no number stands in the place of the list.
    private static string List(List<string> pieces) => pieces is [['!', .. var whole]] ? whole : $"[{string.Join(",", pieces)}]";
}
