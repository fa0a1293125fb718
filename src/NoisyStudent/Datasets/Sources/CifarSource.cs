using System.Text.RegularExpressions;

namespace NoisyStudent.Datasets.Sources;

/// <summary>
/// CIFAR's binary files: records of one label byte (CIFAR-10) or two (CIFAR-100: superclass, then class) and 32 x 32 red, green and blue
/// bytes. The names of the classes stand in a text file beside them. CIFAR-10's five training files are one set as
/// <c>data_batch_{1..5}.bin</c>.
/// </summary>
internal sealed partial class CifarSource : PictureSource
{
    private const int LargestNamesFile = 1 << 16;

    private static readonly RawFormat _format = new(32, 32, Planes: 3);

    private readonly int _labelBytes;
    private readonly int _count;
    private readonly string _namesFile;
    private readonly string[]? _classes;

    public CifarSource(string path)
        : base(path)
    {
        var isCifar10 = IsCifar10(path);
        _labelBytes = isCifar10 ? 1 : 2;
        _namesFile = System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(path)!, isCifar10 ? "batches.meta.txt" : "fine_label_names.txt");
        var length = new FileInfo(path).Length;
        if (length == 0 || length % RecordLength != 0 || length / RecordLength > int.MaxValue)
        {
            throw Refuse($"its {length} bytes are no whole number of records of {RecordLength}");
        }

        _count = (int)(length / RecordLength);
        _classes = File.Exists(_namesFile) ? [.. ReadClasses()] : null;
    }

    public override int? Total => _count;

    public override string Ending => RawPictureEntry.Ending;

    private int RecordLength => _labelBytes + _format.Length;

    /// <summary>Whether a file is called as one of CIFAR's.</summary>
    public static bool IsCifar(string path) => IsCifar10(path) || System.IO.Path.GetFileName(path) is "train.bin" or "test.bin";

    public override IEnumerable<PictureEntry> Entries() => Enumerable.Range(0, _count)
        .Select(index => new RawPictureEntry(new PictureName($"{index:00000}", Class: _classes?[index]), _format, () => ReadPicture(index)));

    public override void RequireClasses()
    {
        if (_classes is null)
        {
            throw new NoisyStudentException($"The names of the classes of {Path} are missing: put {_namesFile} there.");
        }
    }

    private static bool IsCifar10(string path) => Cifar10Name().IsMatch(System.IO.Path.GetFileName(path));

    private byte[] ReadPicture(int index)
    {
        using var file = File.OpenRead(Path);
        file.Position = ((long)index * RecordLength) + _labelBytes;
        var pixels = new byte[_format.Length];
        file.ReadExactly(pixels);
        return pixels;
    }

    // The class of each picture.
    private IEnumerable<string> ReadClasses()
    {
        var names = ReadNames();
        using var file = OpenFile(Path);
        for (var index = 0; index < _count; index++)
        {
            file.Position = ((long)index * RecordLength) + _labelBytes - 1;
            var label = file.ReadByte();
            yield return label < names.Length
                ? names[label]
                : throw Refuse($"record {index} is of class {label}, but {_namesFile} names {names.Length}");
        }
    }

    private string[] ReadNames()
    {
        using var file = OpenFile(_namesFile);
        if (file.Length > LargestNamesFile)
        {
            throw new NoisyStudentException($"The file {_namesFile} is too large to hold the names of classes: get it again.");
        }

        using var text = new StreamReader(file);
        return text.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    private NoisyStudentException Refuse(string reason) => new($"The CIFAR file {Path} is damaged ({reason}): get it again.");

    [GeneratedRegex(@"^(data_batch_[0-9]+|test_batch)\.bin$")]
    private static partial Regex Cifar10Name();
}
