using System.Formats.Tar;
using System.IO.Compression;

namespace NoisyStudent.Datasets;

/// <summary>The pictures in a tar archive, read as a stream: nothing is written to disk, and links are passed over.</summary>
internal sealed class TarSource(string path, bool compressed) : PictureSource(path)
{
    public override int? Total => null;

    public override IEnumerable<PictureEntry> Entries()
    {
        using var file = OpenArchive(Path);
        using var content = new EndWatchingStream(
            compressed ? new GZipStream(file, CompressionMode.Decompress) : file,
            length => InflatedSize.Require(length, file.Position));
        using var archive = new TarReader(content);
        while (Guard(() => archive.GetNextEntry()) is { } entry)
        {
            var isFile = entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
            if (isFile && Accept(entry.Name) is { } name)
            {
                yield return new Entry(name, entry, this);
            }
        }

        if (content.EndWasMet)
        {
            throw Damaged(new EndOfStreamException("it stops before the end mark of a tar archive"));
        }

        // Behind the end mark stands the checksum of gzip.
        Guard(() => content.CopyTo(Stream.Null));
    }

    // The reader takes memory for what the header of an extended name claims.
    private TarEntry? Guard(Func<TarEntry?> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or FormatException or ArgumentException
            or NotSupportedException or ArithmeticException or InvalidOperationException or OutOfMemoryException)
        {
            throw Damaged(cause);
        }
    }

    private void Guard(Action read) => Guard(() =>
    {
        read();
        return null;
    });

    private sealed class Entry(string name, TarEntry entry, TarSource source) : PictureEntry(name)
    {
        protected override long FindLength() => entry.Length;

        protected override Stream Open() => entry.DataStream!;

        // What follows in the stream cannot be found any more.
        protected override NoisyStudentException Explain(Exception cause) => source.Damaged(cause);
    }
}
