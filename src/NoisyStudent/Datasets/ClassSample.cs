namespace NoisyStudent.Datasets;

/// <summary>Some pictures of a labeled set: as many of each class as can be, of not so many classes that it is too few of each.</summary>
internal static class ClassSample
{
    /// <summary>Of fewer pictures a class says little, so there are fewer classes rather.</summary>
    private const int WantedOfClass = 10;

    /// <summary>A class of fewer cannot be both learned and tried.</summary>
    private const int LeastOfClass = 2;

    /// <summary>Draws it.</summary>
    /// <param name="classes">Each picture's class; null for none, which is never drawn.</param>
    /// <param name="most">How many pictures at the most.</param>
    /// <returns>Their numbers, in order; classes of one picture have none.</returns>
    public static int[] Of(IReadOnlyList<string?> classes, int most)
    {
        var groups = classes.Index().Where(each => each.Item is not null).GroupBy(each => each.Item!, each => each.Index)
            .Select(group => group.ToArray()).Where(group => group.Length >= LeastOfClass).ToArray();
        var chosen = Spread(groups, Math.Max(2, most / WantedOfClass));

        // What small classes leave goes to the larger ones.
        var (left, drawn) = (most, new List<int>());
        foreach (var (place, group) in chosen.OrderBy(group => group.Length).Index())
        {
            var own = Math.Max(LeastOfClass, left / (chosen.Length - place));
            var taken = Spread(group, own);
            drawn.AddRange(taken);
            left -= taken.Length;
        }

        return [.. drawn.Order()];
    }

    /// <summary>At most so many of a list, spread evenly over it.</summary>
    private static T[] Spread<T>(T[] all, int most) => all.Length <= most ? all : [.. Enumerable.Range(0, most).Select(index => all[(int)((long)index * all.Length / most)])];
}
