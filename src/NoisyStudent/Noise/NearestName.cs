namespace NoisyStudent.Noise;

/// <summary>Finds the name that somebody probably meant.</summary>
internal static class NearestName
{
    /// <summary>The known name that takes the fewest changed, added or dropped letters to reach, whatever the case.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names there are; the first of equally near ones is taken.</param>
    public static string Of(string name, IEnumerable<string> known) => known.MinBy(candidate => Distance(name, candidate))!;

    /// <summary>The edit distance of Levenshtein, row by row.</summary>
    private static int Distance(string from, string to)
    {
        var distances = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = distances[0];
            distances[0] = i + 1;
            for (var j = 0; j < to.Length; j++)
            {
                var changed = diagonal + (char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? 0 : 1);
                diagonal = distances[j + 1];
                distances[j + 1] = Math.Min(changed, Math.Min(distances[j], diagonal) + 1);
            }
        }

        return distances[^1];
    }
}
