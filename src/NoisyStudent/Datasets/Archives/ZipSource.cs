using System.IO.Compression;
using NoisyStudent.Datasets.Names;
using NoisyStudent.Datasets.Sources;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Archives;

/// <summary>The pictures in a zip archive, whose directory tells where each lies.</summary>
internal sealed class ZipSource : ArchiveSource
{
    // Where an archive was packed on Unix, the upper half of its members' attributes is the file mode.
    private const int ModeShift = 16;
    private const int KindMask = 0xF000;
    private const int RegularKind = 0x8000;
    private const int LinkKind = 0xA000;
    private const int LongestTarget = 4096;

    private readonly FileStream _file;
    private readonly ZipArchive _archive;

    public ZipSource(string path)
        : base(path)
    {
        _file = OpenFile(path);
        try
        {
            _archive = new ZipArchive(_file, ZipArchiveMode.Read);
            var listing = new ArchiveListing(path);
            foreach (var (number, name) in ZipNames.Read(_file, _archive.Entries.Count).ToArray().Index())
            {
                Add(listing, number, _archive.Entries[number], PathOf(name));
            }

            FindPictures(listing, number => _archive.Entries[number].Length, _file.Length);
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            _file.Dispose();
            throw Damaged(cause);
        }
    }

    public override IEnumerable<PictureEntry> Entries() => Pictures.Select(
        picture => picture.File.Member < 0 ? (PictureEntry)new LostLink(picture) : new Entry(picture.Name, _archive.Entries[picture.File.Member]));

    public override void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
        base.Dispose();
    }

    private static void Add(ArchiveListing listing, int number, ZipArchiveEntry entry, string name)
    {
        var kind = (entry.ExternalAttributes >> ModeShift) & KindMask;
        if (name.EndsWith('/'))
        {
            listing.AddFolder(name);
        }
        else if (kind is 0 or RegularKind)
        {
            listing.AddFile(name, number);
        }
        else if (kind == LinkKind)
        {
            listing.AddSymbolicLink(name, TargetOf(entry));
        }
    }

    // Some packers on Windows write '\' against the standard. In a name that is no UTF-8 it may be half of a letter.
    private static string PathOf(byte[] bytes) =>
        NameBytes.Decode(bytes) is var name && NameBytes.IsGuess(name) ? name : name.Replace('\\', '/');

    // The content of a link is its target.
    private static string TargetOf(ZipArchiveEntry entry)
    {
        try
        {
            using var content = entry.Open();
            var bytes = new byte[LongestTarget];
            return NameBytes.Decode(bytes.AsSpan(0, content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)));
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or NotSupportedException)
        {
            return "";
        }
    }

    private sealed class Entry(PictureName name, ZipArchiveEntry entry) : PictureEntry(name)
    {
        protected override long FindLength() => entry.Length;

        protected override Stream Open() => entry.Open();

        protected override NoisyStudentException Explain(Exception cause) =>
            new UnreadableImageException($"the archive's member is damaged or encrypted ({cause.Message.TrimEnd('.')})", cause);
    }
}
