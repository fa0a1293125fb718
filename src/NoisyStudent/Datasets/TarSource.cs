using System.Formats.Tar;

namespace NoisyStudent.Datasets;

/// <summary>The pictures in a tar archive: nothing is written to disk, and links are passed over.</summary>
internal abstract class TarSource(string path) : PictureSource(path)
{
    /// <summary>Goes through the archive; each member can be read until the next one is asked for.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="watch">Is told how many bytes have been read in all, and throws where they are too many.</param>
    protected IEnumerable<(string Name, TarEntry Member)> Members(Stream content, Action<long> watch)
    {
        using var watched = new EndWatchingStream(content, watch);
        using var archive = new TarReader(watched);
        while (Guard(() => archive.GetNextEntry()) is { } member)
        {
            var isFile = member.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile;
            if (isFile && Accept(member.Name) is { } name)
            {
                yield return (name, member);
            }
        }

        if (watched.EndWasMet)
        {
            throw Damaged(new EndOfStreamException("it stops before the end mark of a tar archive"));
        }

        if (!watched.CanSeek)
        {
            // Behind the end mark stands the checksum of gzip.
            Guard(() => watched.CopyTo(Stream.Null));
        }
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
}
