namespace NoisyStudent.Datasets.Duplicates;

/// <summary>Pictures that are there under two classes, of which one must be wrong.</summary>
internal static class LabelConflicts
{
    private const int MostNamed = 3;

    /// <summary>Which they are, as a sentence; null where there are none.</summary>
    /// <param name="pairs">The pictures of one set that are in another one too, or repeat earlier ones of the same.</param>
    /// <param name="originals">The set of the originals.</param>
    /// <param name="duplicates">The set of the duplicates; it may be the same one.</param>
    /// <param name="originalsName">What the set of the originals is called: <c>test</c>.</param>
    /// <param name="duplicatesName">What the set of the duplicates is called: <c>labeled</c>.</param>
    public static string? Describe(
        IReadOnlyList<DuplicatePair> pairs, LabeledSet originals, LabeledSet duplicates, string originalsName, string duplicatesName)
    {
        ArgumentNullException.ThrowIfNull(originals);
        ArgumentNullException.ThrowIfNull(duplicates);
        var conflicts = pairs.Where(pair => ClassOf(originals, pair.Original) != ClassOf(duplicates, pair.Duplicate)).OrderBy(pair => pair.Likeness).ToArray();
        if (conflicts.Length == 0)
        {
            return null;
        }

        var where = originalsName == duplicatesName ? "are in another class too" : $"are in another class in the {originalsName} set";
        var named = conflicts.Take(MostNamed).Select(pair =>
        {
            var (name, original) = (duplicates.Images.Names[pair.Duplicate], originals.Images.Names[pair.Original]);
            var (its, other) = (ClassOf(duplicates, pair.Duplicate), ClassOf(originals, pair.Original));
            return pair.Likeness == Likeness.Exact
                ? $"{name} is in {its} and, as {original}, in {other}"
                : $"{name} is in {its}, and {original}, which shows the same, in {other}";
        });
        return $"{conflicts.Length:N0} {duplicatesName} {(conflicts.Length == 1 ? "picture " + where.Replace("are", "is", StringComparison.Ordinal) : "pictures " + where)}: "
            + string.Join("; ", named) + (conflicts.Length > MostNamed ? $"; and {conflicts.Length - MostNamed:N0} more" : "");
    }

    private static string ClassOf(LabeledSet set, int picture) => set.Classes[set.Labels[picture]];
}
