using System.Buffers.Text;
using System.Text;

namespace NoisyStudent.Datasets.Archives;

/// <summary>What POSIX's extended headers say.</summary>
internal sealed class PaxRecords
{
    public byte[]? Path { get; private set; }

    public byte[]? Target { get; private set; }

    public long? Length { get; private set; }

    public bool IsSparse { get; private set; }

    /// <summary>Adds records, each of the form <c>length key=value\n</c>.</summary>
    public void Add(ReadOnlySpan<byte> records)
    {
        while (!records.IsEmpty)
        {
            var space = records.IndexOf((byte)' ');
            if (space < 0 || !Utf8Parser.TryParse(records[..space], out int length, out var digits) || digits != space
                || length <= space + 1 || length > records.Length || records[length - 1] != '\n')
            {
                throw new InvalidDataException("an extended header of its members is damaged");
            }

            var record = records[(space + 1)..(length - 1)];
            var equals = Math.Max(record.IndexOf((byte)'='), 0);
            AddOne(Encoding.ASCII.GetString(record[..equals]), record[Math.Min(equals + 1, record.Length)..]);
            records = records[length..];
        }
    }

    private void AddOne(string key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case "path" when !IsSparse:
            case "GNU.sparse.name":
                Path = value.ToArray();
                break;
            case "linkpath":
                Target = value.ToArray();
                break;
            case "size":
                Length = Utf8Parser.TryParse(value, out long length, out var digits) && digits == value.Length && length is >= 0 and < TarNumber.Largest
                    ? length
                    : throw new InvalidDataException("a length in it is no number");
                break;
        }

        IsSparse |= key.StartsWith("GNU.sparse.", StringComparison.Ordinal);
    }
}
