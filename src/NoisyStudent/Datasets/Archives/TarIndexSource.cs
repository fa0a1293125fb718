using NoisyStudent.Datasets.Sources;

namespace NoisyStudent.Datasets.Archives;

/// <summary>An uncompressed tar archive: one pass over the headers tells where each picture lies, and any can be read alone then.</summary>
internal sealed class TarIndexSource : TarSource
{
    public TarIndexSource(string path, CancellationToken cancellationToken)
        : base(path) => FindPictures(cancellationToken);

    public override IEnumerable<PictureEntry> Entries() =>
        Pictures.Select(picture => picture.File.Member < 0 ? (PictureEntry)new LostLink(picture) : new Entry(picture, this));

    protected override TarMembers OpenMembers() => new(OpenFile(Path), watch: _ => { });

    private sealed class Entry(ArchivedPicture picture, TarIndexSource source) : PictureEntry(picture.Name)
    {
        protected override long FindLength() => source.LengthOf(picture.File.Member);

        protected override Stream Open()
        {
            var file = File.OpenRead(source.Path);
            file.Position = source.PlaceOf(picture.File.Member);
            return file;
        }

        protected override NoisyStudentException Explain(Exception cause) => source.Damaged(cause);
    }
}
