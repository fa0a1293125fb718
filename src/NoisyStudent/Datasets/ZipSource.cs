using System.IO.Compression;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets;

/// <summary>The pictures in a zip archive, whose directory tells where each lies: nothing is written to disk, and links are passed over.</summary>
internal sealed class ZipSource : PictureSource
{
    // Where an archive was packed on Unix, the upper half of its members' attributes is the file mode.
    private const int ModeShift = 16;
    private const int KindMask = 0xF000;
    private const int RegularKind = 0x8000;

    private readonly FileStream _file;
    private readonly ZipArchive _archive;
    // Of two members of one name the later one counts, as it would if the archive were unpacked.
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public ZipSource(string path)
        : base(path)
    {
        _file = OpenFile(path);
        try
        {
            _archive = new ZipArchive(_file, ZipArchiveMode.Read);
            long claimed = 0;
            foreach (var entry in _archive.Entries.Where(IsFile))
            {
                // Some packers on Windows write '\' against the standard.
                if (Accept(entry.FullName.Replace('\\', '/')) is { } name)
                {
                    _entries[name] = new Entry(name, entry);
                    claimed += Math.Min(entry.Length, PictureEntry.LargestFile);
                }
            }

            InflatedSize.Require(claimed, _file.Length);
        }
        catch (Exception cause) when (cause is IOException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            _file.Dispose();
            throw Damaged(cause);
        }
    }

    public override int? Total => _entries.Count;

    public override IEnumerable<PictureEntry> Entries() => _entries.Values;

    public override void Dispose()
    {
        _archive.Dispose();
        _file.Dispose();
        base.Dispose();
    }

    private static bool IsFile(ZipArchiveEntry entry) =>
        !entry.FullName.EndsWith('/') && ((entry.ExternalAttributes >> ModeShift) & KindMask) is 0 or RegularKind;

    private sealed class Entry(string name, ZipArchiveEntry entry) : PictureEntry(new PictureName(name))
    {
        protected override long FindLength() => entry.Length;

        protected override Stream Open() => entry.Open();

        protected override NoisyStudentException Explain(Exception cause) =>
            new UnreadableImageException($"the archive's member is damaged or encrypted ({cause.Message.TrimEnd('.')})", cause);
    }
}
