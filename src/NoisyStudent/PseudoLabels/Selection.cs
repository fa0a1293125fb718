namespace NoisyStudent.PseudoLabels;

/// <summary>Which unlabeled images a student sees, and how many copies of each.</summary>
internal sealed class Selection
{
    private readonly int[] _copies;
    private readonly Lazy<int[]> _images;
    private readonly Lazy<int[]> _kept;

    /// <summary>Creates a selection.</summary>
    /// <param name="copies">How many copies of each image the student sees in one pass; 0 for one that was dropped.</param>
    /// <param name="classes">What became of each class.</param>
    public Selection(IReadOnlyList<int> copies, IReadOnlyList<ClassSelection> classes)
    {
        (_copies, Classes) = ([.. copies], classes);
        _images = new Lazy<int[]>(ListImages);
        _kept = new Lazy<int[]>(() => [.. Enumerable.Range(0, _copies.Length).Where(image => _copies[image] > 0)]);
    }

    /// <summary>What became of each class.</summary>
    public IReadOnlyList<ClassSelection> Classes { get; }

    /// <summary>How many copies of each image the student sees in one pass; 0 for one that was dropped.</summary>
    public IReadOnlyList<int> Copies => _copies;

    /// <summary>The numbers of the selected images, in order, each as often as it has copies.</summary>
    /// <exception cref="NoisyStudentException">They are more than two thousand million.</exception>
    public IReadOnlyList<int> Images => _images.Value;

    /// <summary>The numbers of the selected images, in order, each once.</summary>
    public IReadOnlyList<int> Kept => _kept.Value;

    /// <summary>The same selection from a part of the set.</summary>
    /// <param name="images">The part's images, by their numbers in the set.</param>
    public Selection Among(IReadOnlyList<int> images) => new([.. images.Select(image => _copies[image])], Classes);

    /// <summary>Reads what was selected from a set.</summary>
    /// <param name="path">The Parquet file that a selection wrote.</param>
    /// <param name="files">The name of each image of the set.</param>
    /// <param name="classes">What became of each class.</param>
    /// <param name="mayBeMore">Whether images may have been selected that are not in the set; they are passed over.</param>
    /// <exception cref="NoisyStudentException">The file cannot be read, two images have the same name, or one that was selected is not in the set.</exception>
    public static Selection Read(string path, IReadOnlyList<string> files, IReadOnlyList<ClassSelection> classes, bool mayBeMore = false)
    {
        var (numbers, copies) = (NumbersOf(files), new int[files.Count]);
        foreach (var row in SelectedRow.Read(path))
        {
            if (numbers.TryGetValue(row.File, out var image))
            {
                copies[image] = row.Copies;
            }
            else if (!mayBeMore)
            {
                throw new NoisyStudentException($"{path} has the picture {row.File}, which is not in the set.");
            }
        }

        return new Selection(copies, classes);
    }

    /// <summary>The number of each image by its name.</summary>
    /// <param name="files">The name of each image.</param>
    /// <exception cref="NoisyStudentException">Two have the same.</exception>
    internal static Dictionary<string, int> NumbersOf(IReadOnlyList<string> files)
    {
        var numbers = new Dictionary<string, int>(files.Count, StringComparer.Ordinal);
        for (var image = 0; image < files.Count; image++)
        {
            if (!numbers.TryAdd(files[image], image))
            {
                throw new NoisyStudentException($"Two unlabeled pictures have the name {files[image]}: rename one.");
            }
        }

        return numbers;
    }

    private int[] ListImages()
    {
        var total = _copies.Sum(count => (long)count);
        if (total > Array.MaxLength)
        {
            throw new NoisyStudentException($"{total:N0} pictures with copies are too many for one student: give pseudo-labels.per-class a smaller number.");
        }

        var images = new int[total];
        var next = 0;
        for (var image = 0; image < _copies.Length; image++)
        {
            images.AsSpan(next, _copies[image]).Fill(image);
            next += _copies[image];
        }

        return images;
    }
}
