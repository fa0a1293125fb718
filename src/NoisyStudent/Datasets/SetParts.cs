using System.Text.RegularExpressions;

namespace NoisyStudent.Datasets;

/// <summary>
/// Tells class folders from the parts that downloaded sets have: <c>train/cat/1.jpg</c>, <c>test/cat/2.jpg</c>. Taken for classes, they would make
/// a model that tells training from test pictures.
/// </summary>
internal static partial class SetParts
{
    private const string ForTraining = "train";
    private const string ForTest = "test";
    private const string ForValidation = "val";
    private const string WithoutLabels = "unlabel";

    /// <summary>Refuses a set whose outermost folders are parts of a set, and notes where they may be something else than classes.</summary>
    /// <param name="path">The set.</param>
    /// <param name="files">Each picture, with what lies around the outermost folders.</param>
    /// <param name="note">Told of them.</param>
    /// <exception cref="NoisyStudentException">They are.</exception>
    public static void Check(string path, IReadOnlyList<(string Wrapper, string File)> files, Action<string>? note)
    {
        var folders = new SortedDictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (wrapper, file) in files)
        {
            if (NextFolder(file, wrapper.Length) is not { } folder)
            {
                continue;
            }

            if (!folders.TryGetValue(folder, out var inner))
            {
                folders.Add(folder, inner = new HashSet<string>(StringComparer.Ordinal));
            }

            if (NextFolder(file, wrapper.Length + folder.Length + 1) is { } deeper)
            {
                inner.Add(deeper);
            }
        }

        var parts = folders.Keys.Where(folder => Kind(folder) is not null).ToArray();
        var twice = parts.SelectMany(part => folders[part]).CountBy(name => name).Where(count => count.Value > 1).Select(count => count.Key).ToArray();
        if (parts.Length > 1 && (twice.Length > 0 || parts.Length == folders.Count))
        {
            throw new NoisyStudentException(
                $"The folders {ClassFolders.List(parts)} in {path} are no classes but parts of a set{(twice.Length > 0 ? $", with the same class folders in them ({ClassFolders.List(twice)})" : "")}: "
                + Advise(path, files[0].Wrapper, parts, folders));
        }

        // fold1/cat, fold1/dog, fold2/cat, fold2/dog; but grade1/left, grade1/right, grade2/left, grade2/right are classes as they stand.
        var shared = folders.Values.SelectMany(inner => inner).CountBy(name => name).Where(count => count.Value > 1).Select(count => count.Key).Order(StringComparer.Ordinal).ToArray();
        if (folders.Count > 1 && folders.Values.All(inner => shared.Count(inner.Contains) > 1))
        {
            note?.Invoke($"the outermost folders in {path} are taken for the classes ({ClassFolders.List(folders.Keys)}), and hold the same folders "
                + $"({ClassFolders.List(shared)}): where those are the classes, put all pictures of each into one folder of its name");
        }

        foreach (var (folder, inner) in folders)
        {
            string[] classes = [.. inner.Where(folders.ContainsKey).Order(StringComparer.Ordinal)];
            if (classes.Length > (Kind(folder) is null ? 1 : 0))
            {
                note?.Invoke($"the folder '{folder}' in {path} is taken for a class, and holds folders that are called as the classes beside it ({ClassFolders.List(classes)}): "
                    + "where their pictures are of these classes, move them there, or give that folder alone");
            }
        }
    }

    private static string Advise(string path, string wrapper, string[] parts, SortedDictionary<string, HashSet<string>> folders)
    {
        var labeled = parts.Where(part => folders[part].Count > 0).ToArray();
        if (labeled.Length == 0)
        {
            return "put the pictures of each class into a folder that has the class's name, and give one part as the set; or give the folders other names if they are the classes.";
        }

        var training = labeled.FirstOrDefault(part => Kind(part) == ForTraining) ?? labeled[0];
        var test = labeled.FirstOrDefault(part => Kind(part) == ForTest && part != training) ?? labeled.FirstOrDefault(part => part != training);
        var unlabeled = parts.FirstOrDefault(part => Kind(part) == WithoutLabels);
        var options = $"`Labeled` {In(training)}{(test is null ? "" : $" `Test` {In(test)}")}{(unlabeled is null ? "" : $" `Unlabeled` {In(unlabeled)}")}";
        return Directory.Exists(path) ? $"give {options}." : $"unpack it, and give {options} of what comes out.";

        string In(string part) => Directory.Exists(path) ? ShellWord.OfPath(Path.Combine(path, wrapper + part)) : ShellWord.OfPath(wrapper + part);
    }

    // 'Train', 'train_images', 'training-set', 'test2017', 'validation'.
    private static string? Kind(string folder) => PartName().Match(folder) is { Success: true } match
        ? match.Groups["kind"].Value.ToUpperInvariant() switch
        {
            "TRAIN" or "TRAINING" or "LABELED" or "LABELLED" => ForTraining,
            "TEST" or "TESTING" or "HOLDOUT" or "HOLD-OUT" or "EVAL" or "EVALUATION" => ForTest,
            "UNLABELED" or "UNLABELLED" => WithoutLabels,
            _ => ForValidation,
        }
        : null;

    private static string? NextFolder(string file, int start) => file.IndexOf('/', start) is var end and >= 0 ? file[start..end] : null;

    [GeneratedRegex(
        @"^(?<kind>train|training|test|testing|val|valid|validation|dev|eval|evaluation|hold-?out|labell?ed|unlabell?ed)([-_ ]?(set|data|images|pictures|split))?[-_ ]?[0-9]*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex PartName();
}
