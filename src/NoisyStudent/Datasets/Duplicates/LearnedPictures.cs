using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;

namespace NoisyStudent.Datasets.Duplicates;

/// <summary>
/// The labeled pictures of a run, by the hash of their pixels: a table beside its models. Whoever measures one of these later is told which of the
/// pictures the run has learned from.
/// </summary>
public sealed partial class LearnedPictures
{
    /// <summary>The name of the file, in the run's folder.</summary>
    public const string FileName = "labeled-pictures.csv";

    private const string Training = "training";
    private const string HeldOut = "held out";
    private const int Fields = 4;

    private readonly int _imageSize;
    private readonly Dictionary<UInt128, string> _parts = [];

    private LearnedPictures(string run, int imageSize) => (Run, _imageSize) = (run, imageSize);

    /// <summary>The run's folder.</summary>
    public string Run { get; }

    /// <summary>Writes the table (RFC 4180, UTF-8): name and class of each picture, whether it is held out, half of the SHA-256 of its pixels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="training">The pictures that are learned from.</param>
    /// <param name="heldOut">Those by which is chosen, of the same size.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    public static void Write(string path, LabeledSet training, LabeledSet heldOut)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(heldOut);
        WholeFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
            writer.WriteLine($"picture,class,part,sha256 of {training.Images.ImageSize}x{training.Images.ImageSize} pixels");
            foreach (var (set, part) in ((LabeledSet, string)[])[(training, Training), (heldOut, HeldOut)])
            {
                for (var i = 0; i < set.Images.Count; i++)
                {
                    writer.WriteLine($"{CsvField.Quote(set.Images.Names[i])},{CsvField.Quote(set.Classes[set.Labels[i]])},{part},{PictureFingerprint.HashOf(set.Images.Pixels(i)):x32}");
                }
            }
        });
    }

    /// <summary>What the run of a model has learned from.</summary>
    /// <param name="model">The model's file.</param>
    /// <returns>Null where the file lies in no run's folder, or in one of a version that left no such table.</returns>
    /// <exception cref="NoisyStudentException">The table is damaged.</exception>
    public static LearnedPictures? OfModel(string model)
    {
        var run = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetFullPath(model)));
        return run is not null && Path.Combine(run, FileName) is var path && File.Exists(path) ? Read(run, path) : null;
    }

    /// <summary>What is worth a line before a model of the run is measured on pictures; null where these are new to it.</summary>
    /// <param name="measured">The pictures.</param>
    /// <param name="set">What they are, <c>test</c> for example.</param>
    /// <param name="mayBeHeldOut">Whether the run may have held them out itself, as where they are to choose by again.</param>
    public string? Describe(ImageSet measured, string set, bool mayBeHeldOut = false)
    {
        ArgumentNullException.ThrowIfNull(measured);
        if (measured.ImageSize != _imageSize)
        {
            return $"whether {set} pictures are among those that {Run} has learned from is not known: it kept them at {_imageSize}x{_imageSize} pixels, not at {measured.ImageSize}x{measured.ImageSize}";
        }

        var known = Enumerable.Range(0, measured.Count)
            .Select(i => (Name: measured.Names[i], Part: _parts.GetValueOrDefault(PictureFingerprint.HashOf(measured.Pixels(i)))))
            .Where(each => each.Part == Training || (each.Part == HeldOut && !mayBeHeldOut)).ToArray();
        if (known.Length == 0)
        {
            return null;
        }

        var training = known.Count(each => each.Part == Training);
        var uses = string.Join(" and ", ((string?[])[
            training > 0 ? $"learned from {training:N0} of them" : null,
            known.Length > training ? $"chosen its models by {known.Length - training:N0} of them" : null]).OfType<string>());
        return $"{known.Length:N0} of the {measured.Count:N0} {set} pictures {(known.Length == 1 ? "is" : "are")} among the labeled pictures of {Run}, which has {uses}: "
            + $"what is measured on {(known.Length == 1 ? "it" : "these")} says little of other pictures; {(known.Length == 1 ? "it" : "the first")} is {known[0].Name}";
    }

    private static LearnedPictures Read(string run, string path)
    {
        try
        {
            using var csv = new CsvParser(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { MaxFieldSize = 1 << 16 });
            if (!csv.Read() || csv.Record is not [_, _, _, var size] || SizeOfHeader().Match(size) is not { Success: true } match)
            {
                throw new FormatException("its first line is another one");
            }

            var learned = new LearnedPictures(run, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
            while (csv.Read())
            {
                var row = csv.Record is { Length: Fields } record ? record : throw new FormatException($"line {csv.RawRow} has other fields");
                learned.Add(UInt128.Parse(row[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), row[2] == Training ? Training : HeldOut);
            }

            return learned;
        }
        catch (Exception cause) when (cause is CsvHelperException or FormatException or OverflowException or IOException or UnauthorizedAccessException)
        {
            throw new NoisyStudentException(
                $"{path}, which tells whether the run has learned from what is to be measured, cannot be read ({cause.Message.Split('\n')[0].TrimEnd('.', '\r')}): remove it to measure all the same.", cause);
        }
    }

    // Pictures of the same pixels may be on both sides where that is wanted.
    private void Add(UInt128 hash, string part) => _parts[hash] = part == Training ? Training : _parts.GetValueOrDefault(hash, part);

    [GeneratedRegex("^sha256 of ([0-9]{1,5})x\\1 pixels$", RegexOptions.CultureInvariant)]
    private static partial Regex SizeOfHeader();
}
