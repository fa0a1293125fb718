using System.Text;
using NoisyStudent.Datasets.Names;
using NoisyStudent.Datasets.Sources;

namespace NoisyStudent.Datasets.Corrections;

/// <summary>
/// Corrections of labels: a layer over a labeled set, which itself stays as it is. Of several corrections of one picture the last one counts.
/// </summary>
public sealed class LabelCorrections
{
    private const int HashDigits = 64;
    private const int ShortDigits = 12;

    private readonly int _superseded;

    /// <summary>Collects corrections.</summary>
    /// <param name="path">The file that they come from, for messages.</param>
    /// <param name="corrections">The corrections, later ones going before earlier ones.</param>
    /// <exception cref="ArgumentException">A name or a class is empty, or a hash is no SHA-256.</exception>
    public LabelCorrections(string path, IEnumerable<LabelCorrection> corrections)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(corrections);
        var last = new SortedDictionary<string, LabelCorrection>(StringComparer.Ordinal);
        foreach (var correction in corrections)
        {
            if (string.IsNullOrEmpty(correction.Name) || correction.Class is "" || !(correction.FileHash is null || IsHash(correction.FileHash)))
            {
                throw new ArgumentException($"{correction} lacks a name, or its class is empty, or its hash is no SHA-256.", nameof(corrections));
            }

            _superseded += last.Remove(OrdinaryName(correction.Name)) ? 1 : 0;
            last.Add(OrdinaryName(correction.Name), correction with { FileHash = correction.FileHash?.ToLowerInvariant() });
        }

        (Path, All) = (path, [.. last.Values]);
        Version = VersionOf(All);
    }

    /// <summary>The file that they come from.</summary>
    public string Path { get; }

    /// <summary>The corrections that count, one for each picture, in the ordinal order of the names.</summary>
    public IReadOnlyList<LabelCorrection> All { get; }

    /// <summary>SHA-256 of the corrections that count, in 64 hexadecimal digits; rows in another order have the same.</summary>
    public string Version { get; }

    /// <summary>Whether a set must be read with <see cref="ReadingSettings.HashFiles"/>, as a correction is of one file alone.</summary>
    public bool NeedFileHashes => All.Any(correction => correction.FileHash is not null);

    /// <summary>
    /// Reads a CSV file with the columns <c>path</c>, <c>label</c>, empty for a picture of none of the classes, and perhaps <c>sha256</c>; docs/tables.md says
    /// what may be otherwise. Other columns do not matter.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NoisyStudentException">It is not there or no such table.</exception>
    public static LabelCorrections Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
        {
            throw new NoisyStudentException($"There is no file {path}: give a CSV file of corrections, with the columns path and label.");
        }

        using var table = new PictureTable(path, "table of corrections", "such as path,label");
        var (name, label) = (table.Require(ManifestColumns.Path), table.Require(ManifestColumns.Label));
        int? hash = table.Has(ManifestColumns.Hash) ? table.Require(ManifestColumns.Hash) : null;
        var corrections = new List<LabelCorrection>();
        while (table.Read())
        {
            corrections.Add(ReadRow(table, name, label, hash));
        }

        return new LabelCorrections(path, corrections);
    }

    /// <summary>
    /// The set with the right labels and without the pictures that are of none of the classes. Pixels are shared, not copied; the order of pictures stays, classes are in
    /// ordinal order.
    /// </summary>
    /// <param name="set">The set as it is, read with hashes of files where corrections ask for them.</param>
    /// <returns>The corrected set, and what became of the corrections.</returns>
    /// <exception cref="NoisyStudentException">A class loses its last picture, or there are pictures of fewer than two classes.</exception>
    /// <exception cref="ArgumentException">A correction is of one file alone, and the hash of the picture's file is not known.</exception>
    public (LabeledSet Corrected, CorrectionsApplied Applied) Apply(LabeledSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var places = set.Images.Names.Index().ToLookup(picture => picture.Item, picture => picture.Index, StringComparer.Ordinal);
        string?[] labels = [.. set.Labels.Select(label => set.Classes[label])];
        var (corrected, unknown, replaced) = (0, new List<string>(), new List<string>());
        foreach (var correction in All)
        {
            var name = places.Contains(correction.Name) ? correction.Name : OrdinaryName(correction.Name);
            if (!places.Contains(name))
            {
                unknown.Add(correction.Name);
            }
            else if (places[name].Any(place => IsReplaced(set.Images, place, correction)))
            {
                replaced.Add(correction.Name);
            }
            else
            {
                foreach (var place in places[name])
                {
                    labels[place] = correction.Class;
                    corrected++;
                }
            }
        }

        string[] classes = [.. set.Classes.Union(labels.OfType<string>()).Order(StringComparer.Ordinal)];
        RequireClasses(set, labels.OfType<string>().ToHashSet(StringComparer.Ordinal));
        var leftOut = labels.Count(label => label is null);
        var changed = labels.Zip(set.Labels).Count(pair => pair.First is { } label && label != set.Classes[pair.Second]);
        var applied = new CorrectionsApplied(
            Version[..ShortDigits], changed, leftOut, corrected - changed - leftOut, [.. classes.Except(set.Classes)],
            unknown.Count, unknown.FirstOrDefault(), replaced.Count, replaced.FirstOrDefault(), _superseded);
        return (Relabel(set, labels, classes), applied);
    }

    private static LabelCorrection ReadRow(PictureTable table, int nameColumn, int labelColumn, int? hashColumn)
    {
        var name = CsvField.Unguard(table[nameColumn] ?? "");
        if (name.Length == 0)
        {
            throw table.Refuse("has a row without a path");
        }

        var label = table[labelColumn] ?? throw table.Refuse($"has no label for {name}, not even an empty one, which would leave it out");
        var hash = hashColumn is { } column ? table[column] : null;
        return string.IsNullOrEmpty(hash) || IsHash(hash)
            ? new LabelCorrection(name, label.Length == 0 ? null : UnicodeForm.Compose(CsvField.Unguard(label)), string.IsNullOrEmpty(hash) ? null : hash)
            : throw table.Refuse($"has no SHA-256 for {name} but '{hash}'");
    }

    private static LabeledSet Relabel(LabeledSet set, string?[] labels, string[] classes)
    {
        var numbers = classes.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
        int[] kept = [.. Enumerable.Range(0, labels.Length).Where(place => labels[place] is not null)];
        return new LabeledSet(set.Path, set.Images.Subset(kept), classes, [.. kept.Select(place => numbers[labels[place]!])]);
    }

    private void RequireClasses(LabeledSet set, HashSet<string> left)
    {
        string[] lost = [.. set.Labels.Distinct().Select(label => set.Classes[label]).Where(name => !left.Contains(name)).Order(StringComparer.Ordinal)];
        if (lost.Length > 0)
        {
            throw new NoisyStudentException(
                $"The corrections in {Path} leave no picture of {(lost.Length == 1 ? "class" : "the classes")} {ClassFolders.List(lost)} in {set.Path}: "
                + $"leave one, or remove the pictures of {(lost.Length == 1 ? "this class" : "these classes")} from the set itself.");
        }

        if (left.Count < 2)
        {
            throw new NoisyStudentException(
                $"With the corrections in {Path}, all pictures in {set.Path} are of one class, {ClassFolders.List(left)}: a classifier needs at least two.");
        }
    }

    private static bool IsReplaced(ImageSet images, int place, LabelCorrection correction) => correction.FileHash is { } meant
        && meant != (images.FileHash(place) ?? throw new ArgumentException($"The hash of the file of {correction.Name} is not known: read the set with {nameof(ReadingSettings.HashFiles)}."));

    /// <summary>The name as sets give it, where it was written on Windows or macOS.</summary>
    private static string OrdinaryName(string name) => UnicodeForm.Compose(name.Replace('\\', '/'));

    private static bool IsHash(string text) => text.Length == HashDigits && text.All(char.IsAsciiHexDigit);

    private static string VersionOf(IEnumerable<LabelCorrection> corrections)
    {
        using var hash = new PictureHash();
        foreach (var (name, label, file) in corrections)
        {
            hash.Add(name, label is null ? null : Encoding.UTF8.GetBytes(label));
            hash.Add(file ?? "", null);
        }

        return hash.Finish();
    }
}
