namespace NoisyStudent;

/// <summary>Some of many, spread evenly over all of them, the first among them.</summary>
internal static class EvenSpread
{
    /// <summary>The places of some of so many.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="most">How many at the most.</param>
    public static IEnumerable<int> Places(int count, int most)
    {
        var some = Math.Min(count, most);
        return Enumerable.Range(0, some).Select(index => (int)((long)index * count / some));
    }

    /// <summary>Some of a list; all of it where it is no longer.</summary>
    /// <param name="all">The list.</param>
    /// <param name="most">How many at the most.</param>
    public static T[] Of<T>(IReadOnlyList<T> all, int most) => [.. Places(all.Count, most).Select(place => all[place])];
}
