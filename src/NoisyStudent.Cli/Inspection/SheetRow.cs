namespace NoisyStudent.Cli.Inspection;

/// <summary>A row of a contact sheet.</summary>
/// <param name="Label">What its pictures are; empty where that is not known.</param>
/// <param name="Pictures">Their places in the set.</param>
internal sealed record SheetRow(string Label, IReadOnlyList<int> Pictures)
{
    private const int MostRows = 12;
    private const int PerRow = 2;

    /// <summary>A row for each class, or for as many as fit, evenly spread; of an unlabeled set, pictures spread over it.</summary>
    /// <param name="set">The set.</param>
    public static IReadOnlyList<SheetRow> Of(InspectedSet set) => set.Classes.Count > 0
        ? [.. Spread([.. set.Classes.Order(StringComparer.Ordinal)], MostRows).Select(name => new SheetRow(name, Spread(set.PicturesOf(name), PerRow)))]
        : [.. Spread([.. Enumerable.Range(0, set.Images.Count)], MostRows * PerRow).Chunk(PerRow).Select(pictures => new SheetRow("", pictures))];

    private static T[] Spread<T>(T[] all, int most) => all.Length <= most
        ? all
        : [.. Enumerable.Range(0, most).Select(index => all[((2L * index) + 1) * all.Length / (2 * most)])];
}
