using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Archives;

/// <summary>The pictures in a tar archive.</summary>
internal abstract class TarSource(string path) : ArchiveSource(path)
{
    private readonly List<(long Place, long Length)> _files = [];

    /// <summary>Goes through the archive once and finds the pictures.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    protected void FindPictures(CancellationToken cancellationToken) => Guard(() =>
    {
        var listing = new ArchiveListing(Path);
        using var members = OpenMembers();
        while (members.Next() is { } member)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(listing, member, members);
        }

        members.ReadToEnd();
        FindPictures(listing, number => _files[number].Length, new FileInfo(Path).Length);
        return true;
    });

    /// <summary>Opens the archive at its beginning.</summary>
    protected abstract TarMembers OpenMembers();

    /// <summary>Where the content of a file begins, in archives that can be read at any place.</summary>
    protected long PlaceOf(int file) => _files[file].Place;

    /// <summary>The length of a file.</summary>
    /// <exception cref="UnreadableImageException">It is stored in a way that is not read.</exception>
    protected long LengthOf(int file) => _files[file].Length is var length and >= 0
        ? length
        : throw new UnreadableImageException("a sparse file, which is not read: pack it without --sparse");

    /// <summary>Reads the archive, and says where it is damaged.</summary>
    protected T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            throw Damaged(cause);
        }
    }

    private void Add(ArchiveListing listing, TarMember member, TarMembers members)
    {
        switch (member.Kind)
        {
            case '0':
                listing.AddFile(member.Name, _files.Count);
                _files.Add((members.Place, member.Length));
                break;
            case '1':
                listing.AddHardLink(member.Name, member.Target);
                break;
            case '2':
                listing.AddSymbolicLink(member.Name, member.Target);
                break;
            case '5':
                listing.AddFolder(member.Name);
                break;
        }
    }
}
