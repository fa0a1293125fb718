namespace NoisyStudent.Datasets;

/// <summary>An uncompressed tar archive: one pass over the headers tells where each picture lies, and any can be read alone then.</summary>
internal sealed class TarIndexSource : TarSource
{
    // Of two members of one name the later one counts, as it would if the archive were unpacked.
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public TarIndexSource(string path)
        : base(path)
    {
        foreach (var (name, member) in Members(OpenFile(path), watch: _ => { }))
        {
            _entries[name] = new Entry(new PictureName(name), this, member.DataOffset, member.Length);
        }
    }

    public override int? Total => _entries.Count;

    public override IEnumerable<PictureEntry> Entries() => _entries.Values;

    private sealed class Entry(PictureName name, TarIndexSource source, long offset, long length) : PictureEntry(name)
    {
        protected override long FindLength() => length;

        protected override Stream Open()
        {
            var file = File.OpenRead(source.Path);
            file.Position = offset;
            return file;
        }

        protected override NoisyStudentException Explain(Exception cause) => source.Damaged(cause);
    }
}
