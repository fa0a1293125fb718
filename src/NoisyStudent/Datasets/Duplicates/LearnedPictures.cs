using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;
using NoisyStudent.Datasets.Names;
using NoisyStudent.Images;

namespace NoisyStudent.Datasets.Duplicates;

/// <summary>
/// The labeled pictures of a run, and of those whose models it started from, by the hash of their pixels: a table beside its models. Whoever measures one
/// of these later is told which of the pictures it has learned from.
/// </summary>
internal sealed partial class LearnedPictures
{
    /// <summary>The name of the file, in the run's folder.</summary>
    public const string FileName = "labeled-pictures.csv";

    private const string Training = "training";
    private const string HeldOut = "held out";
    private const int Fields = 4;
    private const int HashDigits = 32;

    private readonly (int ImageSize, ImageFit Fit, int SampleBits)? _input;
    private readonly Dictionary<UInt128, Picture> _pictures = [];

    private LearnedPictures(string run, (int ImageSize, ImageFit Fit, int SampleBits)? input) => (Run, _input) = (run, input);

    /// <summary>The run's folder.</summary>
    public string Run { get; }

    /// <summary>Writes the table (RFC 4180, UTF-8): name and class of each picture, whether it is held out, half of the SHA-256 of its pixels.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">How pictures become pixels.</param>
    /// <param name="training">The pictures that are learned from.</param>
    /// <param name="heldOut">Those by which is chosen.</param>
    /// <param name="earlier">What models had learned from with which the run starts.</param>
    /// <exception cref="NoisyStudentException">It cannot be written.</exception>
    internal static void Write(
        string path, (int ImageSize, ImageFit Fit, int SampleBits) input, LabeledSet training, LabeledSet heldOut, IEnumerable<LearnedPictures> earlier)
    {
        var pictures = new LearnedPictures("", input);
        foreach (var (hash, picture) in earlier.Where(each => each.Knows(input)).SelectMany(each => each._pictures))
        {
            pictures.Add(hash, picture);
        }

        foreach (var (set, part) in ((LabeledSet, string)[])[(heldOut, HeldOut), (training, Training)])
        {
            for (var i = 0; i < set.Images.Count; i++)
            {
                pictures.Add(PictureFingerprint.HashOf(set.Images.Pixels(i)), new Picture(set.Images.Names[i], set.Classes[set.Labels[i]], part));
            }
        }

        WholeFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\r\n" };
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"picture,class,part,sha256 of {pictures._pictures.Count} pictures at {input.ImageSize}x{input.ImageSize} pixels {input.Fit} {input.SampleBits} bits"));
            foreach (var (hash, picture) in pictures._pictures)
            {
                writer.WriteLine($"{CsvField.Quote(picture.Name)},{CsvField.Quote(picture.Class)},{picture.Part},{hash:x32}");
            }
        });
    }

    /// <summary>What the run of a model has learned from.</summary>
    /// <param name="model">The model's file, or a link to it.</param>
    /// <returns>Null where the file lies in no run's folder.</returns>
    /// <exception cref="NoisyStudentException">The table is damaged.</exception>
    public static LearnedPictures? OfModel(string model)
    {
        if (RunOf(model) is not { } run)
        {
            return null;
        }

        var path = Path.Combine(run, FileName);
        return File.Exists(path) ? Read(run, path) : File.Exists(Path.Combine(run, OwnFiles.Recipe)) ? new LearnedPictures(run, null) : null;
    }

    /// <summary>The folder of the run in which a model's file lies, or that a link leads to; null where that is none.</summary>
    /// <param name="model">The file.</param>
    internal static string? RunOf(string model)
    {
        var folder = Path.GetDirectoryName(RealPath.Of(model));
        return folder is not null && OwnFiles.Iteration().IsMatch(Path.GetFileName(folder)) ? Path.GetDirectoryName(folder) : null;
    }

    /// <summary>Whether pictures can be compared that became pixels so.</summary>
    /// <param name="input">How.</param>
    internal bool Knows((int ImageSize, ImageFit Fit, int SampleBits) input) => _input == input;

    /// <summary>What is worth a line before a model of the run is measured on pictures; null where these are new to it.</summary>
    /// <param name="measured">The pictures.</param>
    /// <param name="input">How they became pixels.</param>
    /// <param name="set">What they are, <c>test</c> for example.</param>
    /// <param name="mayBeHeldOut">Whether the run may have held them out itself, as where they are to choose by again.</param>
    internal string? Describe(ImageSet measured, (int ImageSize, ImageFit Fit, int SampleBits) input, string set, bool mayBeHeldOut = false)
    {
        if (!Knows(input))
        {
            return $"whether {set} pictures are among those that {Run} has learned from is not known: "
                + (_input is { } other ? $"it kept them in another way ({Text(other)}, not {Text(input)})" : $"it has no {FileName}, as runs of earlier versions have none");
        }

        var known = Enumerable.Range(0, measured.Count)
            .Select(i => (Name: measured.Names[i], Part: _pictures.GetValueOrDefault(PictureFingerprint.HashOf(measured.Pixels(i)))?.Part))
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

    private static string Text((int ImageSize, ImageFit Fit, int SampleBits) input) =>
        $"{input.ImageSize}x{input.ImageSize} pixels, fit {input.Fit.ToString().ToLowerInvariant()}, {input.SampleBits} bits";

    private static LearnedPictures Read(string run, string path)
    {
        try
        {
            using var csv = new CsvParser(new StreamReader(path), new CsvConfiguration(CultureInfo.InvariantCulture) { MaxFieldSize = 1 << 16 });
            if (!csv.Read() || csv.Record is not [_, _, _, var heading] || Heading().Match(heading) is not { Success: true } match
                || !Enum.TryParse<ImageFit>(match.Groups["fit"].Value, out var fit))
            {
                throw new FormatException("it begins otherwise than this version writes it");
            }

            var learned = new LearnedPictures(run, (Number("size"), fit, Number("bits")));
            while (csv.Read())
            {
                learned.Add(csv.Record!);
            }

            return learned._pictures.Count == Number("count") ? learned : throw new FormatException("it is not whole");

            int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
        }
        catch (Exception cause) when (cause is CsvHelperException or FormatException or OverflowException or IOException or UnauthorizedAccessException)
        {
            var why = cause is CsvHelperException ? "quotes do not match, or a field is too long" : cause.Message.TrimEnd('.');
            throw new NoisyStudentException($"{path}, which tells what the run has learned from, cannot be read ({why}): remove it to go on without.", cause);
        }
    }

    private void Add(string[] row)
    {
        if (row is not { Length: Fields } || row[2] is not (Training or HeldOut) || row[3].Length != HashDigits
            || !UInt128.TryParse(row[3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
        {
            throw new FormatException("a line in it is damaged");
        }

        Add(hash, new Picture(row[0], row[1], row[2]));
    }

    // Pictures of the same pixels may be on both sides where that is wanted, or of two runs.
    private void Add(UInt128 hash, Picture picture)
    {
        if (picture.Part == Training || !_pictures.ContainsKey(hash))
        {
            _pictures[hash] = picture;
        }
    }

    [GeneratedRegex("^sha256 of (?<count>[0-9]{1,9}) pictures at (?<size>[0-9]{1,5})x\\k<size> pixels (?<fit>[A-Za-z]+) (?<bits>[0-9]{1,2}) bits$", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    private sealed record Picture(string Name, string Class, string Part);
}
