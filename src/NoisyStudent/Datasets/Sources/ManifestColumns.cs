namespace NoisyStudent.Datasets.Sources;

/// <summary>Which column of a manifest holds what, by the names that people give them: in any case, with or without blanks, hyphens and underscores.</summary>
/// <param name="what">The name that goes before all others.</param>
/// <param name="others">Other names, in lower case, in one word.</param>
internal sealed class ManifestColumns(string what, params string[] others)
{
    public static readonly ManifestColumns Path = new(
        "path", "file", "filename", "filepath", "image", "imagename", "imagefile", "imagepath", "imageid", "img", "imgpath", "picture");

    public static readonly ManifestColumns Label = new("label", "class", "classname", "labelname", "category", "categoryname", "target");

    public static readonly ManifestColumns Hash = new("sha256");

    /// <summary>Whether a column is one of these.</summary>
    public bool Knows(string column) => Plain(column) is var name && (name == what || others.Contains(name));

    /// <summary>The place of the column, or what is wrong where there is not exactly one.</summary>
    public (int Place, string? Problem) Find(IReadOnlyList<string> columns)
    {
        int[] exact = [.. Places(column => Plain(column) == what)], all = [.. Places(Knows)];
        return (exact, all) switch
        {
            ([var place], _) => (place, null),
            ([], [var place]) => (place, null),
            (_, []) => (-1, $"has no column '{what}', nor one that is called {string.Join(", ", others)}; its columns are {ClassFolders.List([.. columns])}"),
            _ => (-1, $"has several columns that may be the {what}: {ClassFolders.List([.. all.Select(place => columns[place])])}; call the right one '{what}'"),
        };

        IEnumerable<int> Places(Func<string, bool> isMeant) => columns.Index().Where(column => isMeant(column.Item)).Select(column => column.Index);
    }

    private static string Plain(string column) => string.Concat(column.Where(letter => letter is not (' ' or '_' or '-'))).ToLowerInvariant();
}
