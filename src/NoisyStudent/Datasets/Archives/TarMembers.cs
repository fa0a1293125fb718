using NoisyStudent.Datasets.Names;

namespace NoisyStudent.Datasets.Archives;

/// <summary>What a header in a tar archive says.</summary>
/// <param name="Name">The path, <see cref="NameBytes">marked</see> where its encoding is not known.</param>
/// <param name="Kind">The letter of its kind; '0' for any file.</param>
/// <param name="Target">Where a link leads.</param>
/// <param name="Length">Bytes of content; below 0 where that is stored with its holes left out, which is not read.</param>
internal sealed record TarMember(string Name, char Kind, string Target, long Length);

/// <summary>
/// Goes through a tar archive from its beginning: POSIX's two formats, GNU's and the old one. .NET's own reader gives names as text alone, in which
/// bytes that are no UTF-8 all are the same sign, and takes the memory that a header claims.
/// </summary>
/// <param name="content">The archive; where it can seek, content is passed over without reading it.</param>
/// <param name="watch">Is told how many bytes have been read in all, and throws where they are too many.</param>
internal sealed class TarMembers(Stream content, Action<long> watch) : IDisposable
{
    private const int Block = 512;
    private const int LongestRecords = 1 << 20;

    private readonly byte[] _header = new byte[Block];
    private readonly PaxRecords _global = new();
    private long _unread;
    private long _padding;
    private long _read;

    /// <summary>Where the content of the member begins that was met last; 0 where it cannot be found again.</summary>
    public long Place => content.CanSeek ? content.Position : 0;

    /// <summary>The next member; null at the end mark.</summary>
    /// <exception cref="InvalidDataException">A header is none.</exception>
    /// <exception cref="EndOfStreamException">There is no end mark.</exception>
    public TarMember? Next()
    {
        Skip(_unread + _padding);
        var (records, name, target) = (new PaxRecords(), (byte[]?)null, (byte[]?)null);
        while (ReadHeader())
        {
            var (kind, length) = ((char)_header[156], TarNumber.Read(_header.AsSpan(124, 12)));
            switch (kind)
            {
                case 'x':
                    records.Add(ReadRecords(length));
                    break;
                case 'g':
                    _global.Add(ReadRecords(length));
                    break;
                case 'L':
                    name = UpToZero(ReadRecords(length)).ToArray();
                    break;
                case 'K':
                    target = UpToZero(ReadRecords(length)).ToArray();
                    break;
                default:
                    return Describe(kind, records.Length ?? _global.Length ?? length, records.IsSparse,
                        records.Path ?? name ?? _global.Path ?? HeaderName(), records.Target ?? target ?? UpToZero(_header.AsSpan(157, 100)));
            }
        }

        return null;
    }

    /// <summary>The content of the member that was met last.</summary>
    /// <exception cref="EndOfStreamException">The archive ends before.</exception>
    public byte[] ReadContent()
    {
        var bytes = new byte[_unread];
        ReadExactly(bytes);
        _unread = 0;
        return bytes;
    }

    /// <summary>Reads what follows the end mark: behind it stands the checksum of a compressed archive.</summary>
    public void ReadToEnd()
    {
        var buffer = new byte[1 << 16];
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            watch(_read += read);
        }
    }

    public void Dispose() => content.Dispose();

    private TarMember Describe(char kind, long length, bool isSparse, ReadOnlySpan<byte> name, ReadOnlySpan<byte> target)
    {
        // A link has no content, whatever old archives say of its length.
        (_unread, _padding) = kind is '1' or '2' ? (0, 0) : (length, (Block - (length % Block)) % Block);
        for (var more = kind == 'S' && _header[482] != 0; more; more = _header[504] != 0)
        {
            ReadExactly(_header); // where the holes are
        }

        var isFolder = kind is '0' or '\0' && name.EndsWith("/"u8);
        return new TarMember(
            NameBytes.Decode(name), kind is '\0' or '7' or 'S' ? '0' : isFolder ? '5' : kind, NameBytes.Decode(target),
            isSparse || kind == 'S' ? -1 : _unread);
    }

    private bool ReadHeader()
    {
        ReadExactly(_header);
        if (!_header.AsSpan().ContainsAnyExcept((byte)0))
        {
            return false;
        }

        return IsHeader(_header) ? true : throw new InvalidDataException("a header of its members is damaged");
    }

    /// <summary>Whether a block is the header of a member, by its sum.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> block)
    {
        var (sum, signed) = (0L, 0L);
        for (var i = 0; i < Block; i++)
        {
            var value = i is >= 148 and < 156 ? (byte)' ' : block[i];
            (sum, signed) = (sum + value, signed + (sbyte)value);
        }

        return TarNumber.TryRead(block.Slice(148, 8), out var said) && (said == sum || said == signed);
    }

    // GNU's archives have times where POSIX's have the beginning of a long name.
    private ReadOnlySpan<byte> HeaderName()
    {
        var name = UpToZero(_header.AsSpan(0, 100));
        var prefix = UpToZero(_header.AsSpan(345, 155));
        return prefix.Length > 0 && _header.AsSpan(257).StartsWith("ustar\0"u8) ? (byte[])[.. prefix, (byte)'/', .. name] : name;
    }

    private static ReadOnlySpan<byte> UpToZero(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf((byte)0) is var end and >= 0 ? bytes[..end] : bytes;

    private byte[] ReadRecords(long length)
    {
        if (length > LongestRecords)
        {
            throw new InvalidDataException($"a name or record of {length:N0} bytes is longer than any can be");
        }

        var bytes = new byte[length];
        ReadExactly(bytes);
        Skip((Block - (length % Block)) % Block);
        return bytes;
    }

    private void Skip(long count)
    {
        (_unread, _padding) = (0, 0);
        if (content.CanSeek)
        {
            content.Position += count;
            return;
        }

        var buffer = new byte[Math.Min(count, 1 << 16)];
        for (; count > 0; count -= Math.Min(count, buffer.Length))
        {
            ReadExactly(buffer.AsSpan(0, (int)Math.Min(count, buffer.Length)));
        }
    }

    private void ReadExactly(Span<byte> buffer)
    {
        if (content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw new EndOfStreamException("it stops before the end mark of a tar archive");
        }

        watch(_read += buffer.Length);
    }
}
