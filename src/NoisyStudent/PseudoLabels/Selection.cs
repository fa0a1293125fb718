namespace NoisyStudent.PseudoLabels;

/// <summary>Which unlabeled images a student sees, and how many copies of each.</summary>
/// <param name="copies">How many copies of each image it sees in one pass; 0 for one that was dropped.</param>
/// <param name="classes">What became of each class.</param>
public sealed class Selection(IReadOnlyList<int> copies, IReadOnlyList<ClassSelection> classes)
{
    /// <summary>What became of each class.</summary>
    public IReadOnlyList<ClassSelection> Classes => classes;

    /// <summary>How many copies of each image the student sees in one pass; 0 for one that was dropped.</summary>
    public IReadOnlyList<int> Copies => copies;

    /// <summary>The numbers of the selected images, in order, each as often as it has copies.</summary>
    public IReadOnlyList<int> Images => [.. copies.SelectMany((count, image) => Enumerable.Repeat(image, count))];

    /// <summary>The numbers of the selected images, in order, each once.</summary>
    public IReadOnlyList<int> Kept => [.. Enumerable.Range(0, copies.Count).Where(image => copies[image] > 0)];

    /// <summary>The same selection from a part of the set.</summary>
    /// <param name="images">The part's images, by their numbers in the set.</param>
    public Selection Among(IReadOnlyList<int> images) => new([.. images.Select(image => copies[image])], classes);

    /// <summary>Reads what was selected from a set.</summary>
    /// <param name="path">The Parquet file that a selection wrote.</param>
    /// <param name="files">The name of each image of the set.</param>
    /// <param name="classes">What became of each class.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read, two images have the same name, or one that was selected is not in the set.</exception>
    public static Selection Read(string path, IReadOnlyList<string> files, IReadOnlyList<ClassSelection> classes)
    {
        var images = new Dictionary<string, int>(files.Count, StringComparer.Ordinal);
        for (var image = 0; image < files.Count; image++)
        {
            if (!images.TryAdd(files[image], image))
            {
                throw new NoisyStudentException($"Two unlabeled pictures have the name {files[image]}: rename one.");
            }
        }

        var copies = new int[files.Count];
        foreach (var row in SelectedRow.Read(path))
        {
            copies[images.TryGetValue(row.File, out var image) ? image : throw new NoisyStudentException($"{path} has the picture {row.File}, which is not in the set.")] =
                row.Copies;
        }

        return new Selection(copies, classes);
    }
}
