namespace NoisyStudent.Datasets.Duplicates;

/// <summary>A picture and an earlier one that it is a duplicate of.</summary>
/// <param name="Original">The place of the earlier picture in its set.</param>
/// <param name="Duplicate">The place of the picture in its own.</param>
/// <param name="Likeness">How alike they are.</param>
internal readonly record struct DuplicatePair(int Original, int Duplicate, Likeness Likeness);

/// <summary>The pictures of one set that are in another one too, or that repeat earlier ones of the same set.</summary>
/// <param name="Originals">Which set the originals are of, by its place.</param>
/// <param name="Duplicates">Which set the duplicates are of, by its place; the same one, or a later one.</param>
/// <param name="Pairs">Each duplicate once, in the order of its set.</param>
internal sealed record SetOverlap(int Originals, int Duplicates, IReadOnlyList<DuplicatePair> Pairs)
{
    /// <summary>Compares sets: each with itself, then each with every later one.</summary>
    /// <param name="sets">The sets, all of one image size.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<SetOverlap> Between(IReadOnlyList<ImageSet> sets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sets);
        DuplicateIndex[] indices = [.. sets.Select(set => DuplicateIndex.Of(set, cancellation))];
        return
        [
            .. indices.Select((index, set) => new SetOverlap(set, set, index.FindRepeated(cancellation))),
            .. from originals in Enumerable.Range(0, sets.Count)
               from duplicates in Enumerable.Range(originals + 1, sets.Count - originals - 1)
               select new SetOverlap(originals, duplicates, indices[originals].FindAll(indices[duplicates].Pictures, cancellation)),
        ];
    }

    /// <summary>How many of the pairs are alike in this way.</summary>
    /// <param name="likeness">In which way.</param>
    public int Count(Likeness likeness) => Pairs.Count(pair => pair.Likeness == likeness);
}
