namespace NoisyStudent;

/// <summary>What a person meant who wrote a name that is not known.</summary>
internal static class NearestName
{
    /// <summary>The known name that is the fewest edits away, or null if none is near.</summary>
    /// <remarks>
    /// An edit is a letter put in, left out or replaced, or two neighbours swapped (optimal string alignment distance); case does not
    /// count. Near is a third of the longer name's letters, though at least one and never all that were written.
    /// </remarks>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names there are; of two equally near, the first is taken.</param>
    public static string? Find(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(known);

        return known
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= Near(candidate))
            .Select(candidate => (Name: candidate, Edits: Edits(name.ToUpperInvariant(), candidate.ToUpperInvariant())))
            .Where(candidate => candidate.Edits <= Near(candidate.Name))
            .OrderBy(candidate => candidate.Edits)
            .FirstOrDefault()
            .Name;

        int Near(string candidate) => Math.Min(Math.Max(1, Math.Max(name.Length, candidate.Length) / 3), name.Length - 1);
    }

    /// <summary>The end of a sentence about an unknown name: the nearest known name, or else all of them.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names there are, in the order in which they are to be listed.</param>
    /// <returns>For example <c>did you mean 'batch-size'?</c> or <c>known are 'epochs', 'seed'</c>.</returns>
    public static string Suggest(string name, IReadOnlyCollection<string> known) =>
        Find(name, known) is { } nearest
            ? $"did you mean '{nearest}'?"
            : $"known are {string.Join(", ", known.Select(each => $"'{each}'"))}";

    private static int Edits(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                table[i, j] = (i, j) switch
                {
                    (0, _) => j,
                    (_, 0) => i,
                    _ => Math.Min(
                        Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                        table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1)),
                };

                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[from.Length, to.Length];
    }
}
