namespace NoisyStudent.Datasets.Duplicates;

/// <summary>Which duplicates are removed.</summary>
public enum DuplicateRemoval
{
    /// <summary>Pictures of the same pixels, and those that show the same.</summary>
    ExactAndNear,

    /// <summary>Pictures of the same pixels.</summary>
    Exact,

    /// <summary>No pictures.</summary>
    None,
}

/// <summary>The pictures of a set that are among held-out ones too, and those that stay: what a model learned from cannot measure it.</summary>
/// <param name="Found">The duplicates, whether they stay or not, in the order of the set.</param>
/// <param name="Removal">Which of them are removed.</param>
/// <param name="Remaining">The places of the pictures that stay, in their order.</param>
internal sealed record HeldOutRemoval(IReadOnlyList<DuplicatePair> Found, DuplicateRemoval Removal, IReadOnlyList<int> Remaining)
{
    /// <summary>Removes duplicates of held-out pictures from a set.</summary>
    /// <param name="count">How many pictures the set has.</param>
    /// <param name="found">Its pictures that are among the held-out ones.</param>
    /// <param name="removal">Which of them go.</param>
    public static HeldOutRemoval From(int count, IReadOnlyList<DuplicatePair> found, DuplicateRemoval removal)
    {
        ArgumentNullException.ThrowIfNull(found);
        var removed = found.Where(pair => removal == DuplicateRemoval.ExactAndNear || (removal == DuplicateRemoval.Exact && pair.Likeness == Likeness.Exact))
            .Select(pair => pair.Duplicate).ToHashSet();
        return new HeldOutRemoval(found, removal, [.. Enumerable.Range(0, count).Where(each => !removed.Contains(each))]);
    }

    /// <summary>How many there are, and what becomes of them; null where there are none.</summary>
    /// <param name="set">What the pictures of the set are, <c>unlabeled</c> for example.</param>
    /// <param name="heldOut">Where they are too, <c>test set</c> for example.</param>
    /// <param name="names">The names of the set's pictures.</param>
    internal DuplicatesFound? Tell(string set, string heldOut, IReadOnlyList<string> names)
    {
        var near = Found.Count(pair => pair.Likeness == Likeness.Near);
        return Found.Count == 0 ? null : new DuplicatesFound(set, heldOut, Found.Count - near, near, Removal, names[Found[0].Duplicate]);
    }
}
