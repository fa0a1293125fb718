namespace NoisyStudent.Datasets;

/// <summary>Reads the class of a picture off the name of its file: <c>class/any/depth/picture.jpg</c>.</summary>
internal static class ClassFolders
{
    private const int MostNamesListed = 5;

    /// <summary>
    /// The directories, each followed by '/', that everything lies under and that hold further directories: what one gets when a
    /// folder is packed as a whole. Empty where there are none.
    /// </summary>
    public static string FindWrapper(IReadOnlyCollection<string> names)
    {
        var wrapper = "";
        while (names.FirstOrDefault() is { } first && first.IndexOf('/', wrapper.Length) is var end and >= 0)
        {
            var deeper = first[..(end + 1)];
            if (!names.All(name => name.StartsWith(deeper, StringComparison.Ordinal))
                || !names.Any(name => name.IndexOf('/', deeper.Length) >= 0))
            {
                break;
            }

            wrapper = deeper;
        }

        return wrapper;
    }

    /// <summary>The first directory of a name without its wrapper; null for a picture that lies in no directory.</summary>
    public static string? FindClass(string name) =>
        name.IndexOf('/', StringComparison.Ordinal) is var end and >= 0 ? name[..end] : null;

    /// <summary>The classes that the names speak of, in ordinal order.</summary>
    /// <param name="path">The folder or archive, for messages.</param>
    /// <param name="names">The names of all pictures, without their wrapper, at least one.</param>
    /// <exception cref="NoisyStudentException">There are no two classes.</exception>
    public static string[] RequireClasses(string path, IEnumerable<string> names)
    {
        var classes = names.Select(FindClass).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToArray();
        return classes.Length switch
        {
            0 => throw new NoisyStudentException(
                $"The pictures in {path} lie in no class folder: put those of each class into a folder that has the class's name."),
            1 => throw new NoisyStudentException(
                $"All pictures in {path} are of one class, '{classes[0]}': a classifier needs at least two class folders."),
            _ => classes,
        };
    }

    /// <summary>Names in a sentence, the first five of them.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        var listed = string.Join(", ", names.Take(MostNamesListed).Select(name => $"'{name}'"));
        return names.Count > MostNamesListed ? $"{listed} and {names.Count - MostNamesListed} more" : listed;
    }
}
