namespace NoisyStudent.PseudoLabels;

/// <summary>A selection that was made beforehand, of pictures that teachers labeled beforehand, as a student's pseudo-labels.</summary>
internal sealed class SelectedFile
{
    private SelectedFile(string path, string hash, IReadOnlySet<string> names) => (Path, Hash, Names) = (path, hash, names);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The SHA-256 of its bytes.</summary>
    public string Hash { get; }

    /// <summary>The names of the pictures that were selected.</summary>
    public IReadOnlySet<string> Names { get; }

    /// <summary>Reads which pictures were selected, and makes sure that a student can learn from them.</summary>
    /// <param name="path">The Parquet file that <see cref="PseudoLabelSelection"/> wrote.</param>
    /// <param name="classes">The class names, in order.</param>
    /// <param name="kind">What the student learns.</param>
    /// <exception cref="NoisyStudentException">It cannot be read, is of other classes, has a picture twice, or lacks the distributions of soft pseudo-labels.</exception>
    public static SelectedFile Read(string path, IReadOnlyList<string> classes, PseudoLabelKind kind)
    {
        using var table = PseudoLabelTable.OfSelection(path, classes);
        if (kind == PseudoLabelKind.Soft && table.Kept is null)
        {
            throw new NoisyStudentException($"{path} has no distributions: select from pseudo-labels that have some, or give `pseudo-labels.kind=hard` to learn the classes alone.");
        }

        var names = new HashSet<string>((int)table.Rows, StringComparer.Ordinal);
        foreach (var label in table.Read(withDistributions: kind == PseudoLabelKind.Soft))
        {
            if (!names.Add(label.File))
            {
                throw new NoisyStudentException($"{path} has the picture {label.File} twice: select again.");
            }
        }

        return new SelectedFile(path, WholeFile.HashOf(path), names);
    }

    /// <summary>Makes sure that all pictures were found.</summary>
    /// <param name="found">The names of those that are there, readable or not.</param>
    /// <param name="set">Where they were looked for.</param>
    /// <exception cref="NoisyStudentException">Some are missing.</exception>
    internal void RequireAll(IEnumerable<string> found, string set)
    {
        var there = found.ToHashSet(StringComparer.Ordinal);
        if (there.Count < Names.Count)
        {
            throw new NoisyStudentException(
                $"{Names.Count - there.Count:N0} of the {Names.Count:N0} pictures that {Path} names are not in {set}, {Names.First(name => !there.Contains(name))} for example: "
                + "give the pictures that were labeled for `Unlabeled`, by the same names.");
        }
    }
}
