using System.IO.Compression;
using System.Text.RegularExpressions;

namespace NoisyStudent.Datasets.Sources;

/// <summary>
/// MNIST's files: grey pictures in <c>train-images-idx3-ubyte</c>, their labels beside it in <c>train-labels-idx1-ubyte</c>, each plain or as
/// .gz. A plain file is read at any place, a compressed one from its beginning.
/// </summary>
internal sealed partial class IdxSource : PictureSource
{
    private const string Gzip = ".gz";

    private readonly string _labelsFile;
    private readonly byte[]? _labels;
    private readonly RawFormat _format;
    private readonly int _count;

    public IdxSource(string path)
        : base(path)
    {
        using (var images = OpenContent(path))
        {
            (_count, _format) = IdxHeader.ReadImages(path, images, IsGzip(path) ? null : new FileInfo(path).Length);
        }

        _labelsFile = FindLabelsFile(path);
        if (File.Exists(_labelsFile))
        {
            using var labels = OpenContent(_labelsFile);
            _labels = IdxHeader.ReadLabels(_labelsFile, labels, _count);
        }
    }

    public override int? Total => _count;

    public override string Ending => RawPictureEntry.Ending;

    /// <summary>Whether a file is called as MNIST's pictures are.</summary>
    public static bool IsIdx(string path) => ImagesName().IsMatch(System.IO.Path.GetFileName(path));

    public override IEnumerable<PictureEntry> Entries() => IsGzip(Path) ? Unpack() : Enumerable.Range(0, _count).Select(Find);

    public override void RequireClasses()
    {
        if (_labels is null)
        {
            throw new NoisyStudentException($"The labels of {Path} are missing: put {_labelsFile} there.");
        }
    }

    private RawPictureEntry Find(int index) => new(NameOf(index), _format, () =>
    {
        using var file = File.OpenRead(Path);
        file.Position = IdxHeader.ImagesLength + ((long)index * _format.Length);
        return ReadPicture(file);
    });

    private IEnumerable<PictureEntry> Unpack()
    {
        using var content = OpenContent(Path);
        IdxHeader.Guard(Path, () => content.ReadExactly(new byte[IdxHeader.ImagesLength]));
        for (var index = 0; index < _count; index++)
        {
            byte[] pixels = [];
            IdxHeader.Guard(Path, () => pixels = ReadPicture(content));
            yield return new RawPictureEntry(NameOf(index), _format, () => pixels);
        }

        IdxHeader.Guard(Path, () => IdxHeader.RequireEnd(Path, content));
    }

    private byte[] ReadPicture(Stream content)
    {
        var pixels = new byte[_format.Length];
        content.ReadExactly(pixels);
        return pixels;
    }

    private PictureName NameOf(int index) => new($"{index:00000}", Class: _labels?[index].ToString());

    private static Stream OpenContent(string path) =>
        IsGzip(path) ? new GZipStream(OpenFile(path), CompressionMode.Decompress) : OpenFile(path);

    private static bool IsGzip(string path) => path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);

    // Pictures and labels may be packed differently.
    private static string FindLabelsFile(string path)
    {
        var name = ImagesName().Replace(System.IO.Path.GetFileName(path), "labels${dot}idx1-ubyte${gz}");
        var file = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, name);
        var other = IsGzip(file) ? file[..^Gzip.Length] : file + Gzip;
        return File.Exists(file) || !File.Exists(other) ? file : other;
    }

    [GeneratedRegex(@"images(?<dot>[-.])idx3-ubyte(?<gz>\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex ImagesName();
}
