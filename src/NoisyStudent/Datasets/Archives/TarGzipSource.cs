using System.IO.Compression;
using NoisyStudent.Datasets.Sources;

namespace NoisyStudent.Datasets.Archives;

/// <summary>
/// A compressed tar archive, which can only be read from its beginning to its end: once for the names, as links may lead anywhere and a later
/// member may take an earlier one's place, then for the pictures.
/// </summary>
internal sealed class TarGzipSource : TarSource
{
    public TarGzipSource(string path, CancellationToken cancellationToken)
        : base(path) => FindPictures(cancellationToken);

    public override IEnumerable<PictureEntry> Entries()
    {
        using var members = Guard(OpenMembers);
        var file = -1;
        var content = new Lazy<byte[]>([]);
        foreach (var picture in Pictures)
        {
            if (picture.File.Member < 0)
            {
                yield return new LostLink(picture);
                continue;
            }

            // One member may have several names.
            while (file < picture.File.Member)
            {
                file += Guard(members.Next) switch
                {
                    null => throw Damaged(new EndOfStreamException("it has changed meanwhile")),
                    { Kind: '0' } => 1,
                    _ => 0,
                };
                content = new Lazy<byte[]>(members.ReadContent);
            }

            yield return new Entry(picture, content, this);
        }
    }

    protected override TarMembers OpenMembers()
    {
        var file = OpenFile(Path);
        return new TarMembers(new GZipStream(file, CompressionMode.Decompress), length => InflatedSize.Require(length, file.Position));
    }

    private sealed class Entry(ArchivedPicture picture, Lazy<byte[]> content, TarGzipSource source) : PictureEntry(picture.Name)
    {
        protected override long FindLength() => source.LengthOf(picture.File.Member);

        protected override Stream Open() => new MemoryStream(content.Value);

        // What follows in the stream cannot be found any more.
        protected override NoisyStudentException Explain(Exception cause) => source.Damaged(cause);
    }
}
