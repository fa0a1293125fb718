using System.Formats.Tar;
using System.IO.Compression;

namespace NoisyStudent.Datasets;

/// <summary>A compressed tar archive: it can only be read from its beginning to its end.</summary>
internal sealed class TarGzipSource(string path) : TarSource(path)
{
    public override int? Total => null;

    public override IEnumerable<PictureEntry> Entries()
    {
        OtherFiles.Clear();
        var file = OpenFile(Path);
        return Members(new GZipStream(file, CompressionMode.Decompress), length => InflatedSize.Require(length, file.Position))
            .Select(found => new Entry(found.Name, found.Member, this));
    }

    private sealed class Entry(string name, TarEntry member, TarGzipSource source) : PictureEntry(new PictureName(name))
    {
        protected override long FindLength() => member.Length;

        protected override Stream Open() => member.DataStream!;

        // What follows in the stream cannot be found any more.
        protected override NoisyStudentException Explain(Exception cause) => source.Damaged(cause);
    }
}
