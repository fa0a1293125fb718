using NoisyStudent.Datasets.Sources;

namespace NoisyStudent.Datasets;

/// <summary>Reads the class of a picture off the name of its file: <c>class/any/depth/picture.jpg</c>.</summary>
internal static class ClassFolders
{
    private const int MostNamesListed = 5;

    /// <summary>
    /// The name that each picture has in a labeled set, and its class: the one that its source names, else the first directory; null for a
    /// picture that lies in none.
    /// </summary>
    /// <param name="path">The set, for messages.</param>
    /// <param name="names">The pictures.</param>
    /// <param name="others">The files that are none.</param>
    /// <param name="note">Told what is worth a line.</param>
    /// <exception cref="NoisyStudentException">
    /// The folders are no classes, it cannot be told which are, or the files of a class are pictures of a kind that is not read.
    /// </exception>
    public static List<(string Name, string? Class)> Label(string path, IReadOnlyCollection<PictureName> names, OtherFiles others, Action<string>? note)
    {
        var inFolders = names.Where(name => name.Class is null).ToArray();
        var wrappers = new ShardWrappers(path, inFolders);
        if (wrappers.Different.Count > 0)
        {
            note?.Invoke($"folders around the class folders, which differ from shard to shard of {path}, are passed over: {List(wrappers.Different)}");
        }

        SetParts.Check(path, [.. inFolders.Select(name => (wrappers[name.Shard], name.File))], note);
        List<(string Name, string? Class)> labeled = [.. names.Select(LabelOne)];
        if (inFolders.Length == names.Count && !others.IsEmpty)
        {
            var around = names.Select(name => name.Shard).Distinct().Select(shard => shard + wrappers[shard]);
            RequirePictures(path, [.. around], labeled.Select(picture => picture.Class).OfType<string>().ToHashSet(StringComparer.Ordinal), others, note);
        }

        return labeled;

        (string Name, string? Class) LabelOne(PictureName name)
        {
            var file = name.File[(name.Class is null ? wrappers[name.Shard].Length : 0)..];
            return (name.Shard + file, name.Class ?? FindClass(file));
        }
    }

    /// <summary>The classes of a set, in ordinal order.</summary>
    /// <param name="path">The folder or archive, for messages.</param>
    /// <param name="classes">The class of each picture; null for one that lies in no directory.</param>
    /// <param name="least">How many there must be.</param>
    /// <exception cref="NoisyStudentException">There are fewer classes.</exception>
    public static string[] RequireClasses(string path, IEnumerable<string?> classes, int least)
    {
        var distinct = classes.OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        return distinct.Length switch
        {
            0 => throw new NoisyStudentException(
                $"The pictures in {path} lie in no class folder: put those of each class into a folder that has the class's name."),
            1 when least > 1 => throw new NoisyStudentException(
                $"All pictures in {path} are of one class, '{distinct[0]}': a classifier needs at least two class folders."),
            _ => distinct,
        };
    }

    /// <summary>Classes whose names differ only by case or blanks, which are likely meant to be one, as a sentence; null where there are none.</summary>
    public static string? DescribeAlike(string path, IEnumerable<string> classes)
    {
        var alike = classes.GroupBy(name => string.Concat(name.Where(letter => !char.IsWhiteSpace(letter))), StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1).ToArray();
        return alike.Length == 0 ? null
            : $"{path}: classes {string.Join("; ", alike.Take(MostNamesListed).Select(group => List([.. group])))} differ only by case or blanks and are taken for different ones";
    }

    /// <summary>Names in a sentence, the first five of them.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        var listed = string.Join(", ", names.Take(MostNamesListed).Select(name => $"'{name}'"));
        return names.Count > MostNamesListed ? $"{listed} and {names.Count - MostNamesListed} more" : listed;
    }

    // Nobody is to train on the rest of the classes without a word.
    private static void RequirePictures(string path, IReadOnlyList<string> wrappers, IReadOnlySet<string> classes, OtherFiles others, Action<string>? note)
    {
        foreach (var (name, arePictures, files) in others.FindClassesWithout(wrappers, classes))
        {
            var what = $"the class folder '{name}' in {path} holds no picture that is read: {files}";
            if (arePictures)
            {
                throw new NoisyStudentException($"{char.ToUpperInvariant(what[0])}{what[1..]}; convert them to JPEG or PNG, or remove the folder.");
            }

            note?.Invoke($"{what}; it is no class");
        }
    }

    private static string? FindClass(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is var end and >= 0 ? name[..end] : null;
}
