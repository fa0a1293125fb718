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
public sealed record HeldOutRemoval(IReadOnlyList<DuplicatePair> Found, DuplicateRemoval Removal, IReadOnlyList<int> Remaining)
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

    /// <summary>How many there are, and what became of them, as a sentence; null where there are none.</summary>
    /// <param name="kind">What the pictures of the set are, <c>unlabeled</c> for example.</param>
    /// <param name="heldOut">Where they are too, <c>test set</c> for example.</param>
    /// <param name="names">The names of the set's pictures.</param>
    public string? Describe(string kind, string heldOut, IReadOnlyList<string> names)
    {
        if (Found.Count == 0)
        {
            return null;
        }

        var near = Found.Count(pair => pair.Likeness == Likeness.Near);
        var exact = Found.Count - near;
        var counts = $"{exact:N0} with the same pixels, {near:N0} that show the same";
        return $"{Found.Count:N0} {kind} {(Found.Count == 1 ? "picture is" : "pictures are")} in the {heldOut} too and "
            + Removal switch
            {
                DuplicateRemoval.None => $"kept all the same, as remove-duplicates is none: {counts}; what is measured on these says little",
                DuplicateRemoval.Exact when near > 0 => $"left out where the pixels are the same: {counts}, which are kept, as remove-duplicates is exact",
                _ => $"left out: {counts}; remove-duplicates: none keeps them",
            }
            + $"; {(Found.Count == 1 ? "it" : "the first")} is {names[Found[0].Duplicate]}";
    }
}
