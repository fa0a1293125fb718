namespace NoisyStudent.Datasets.Sources;

/// <summary>The files of a source that are not taken for pictures, counted by folder and ending. What they are called is a stranger's choice: few are kept.</summary>
internal sealed class OtherFiles
{
    private const int MostGroups = 10_000;
    private const int MostListed = 5;
    private const int LongestEnding = 12;
    private const string Hidden = "hidden";
    private const string NoEnding = "without an ending";
    private const string OtherEnding = "of other endings";
    private const string Nothing = "no files";

    private static readonly HashSet<string> _pictures = new(StringComparer.Ordinal)
    {
        ".heic", ".heif", ".avif", ".jxl", ".jp2", ".j2k", ".psd", ".svg", ".tga", ".exr", ".hdr", ".dds", ".dcm", ".pam", ".ico", ".xcf", ".fits",
        ".dng", ".cr2", ".cr3", ".nef", ".arw", ".orf", ".raf", ".rw2", ".raw", ".nii", ".czi", ".nd2", ".svs",
    };

    private static readonly HashSet<string> _sideFiles = new(StringComparer.Ordinal)
    {
        ".txt", ".csv", ".tsv", ".json", ".jsonl", ".xml", ".md", ".yaml", ".yml", ".log", ".html", ".py", ".sh", ".xmp", ".aae", ".cache",
    };

    private static readonly HashSet<string> _systemFiles = new(StringComparer.OrdinalIgnoreCase) { "Thumbs.db", "desktop.ini", "ehthumbs.db", "Icon\r" };

    private readonly Dictionary<(string Folder, string Ending), int> _groups = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there are none, and no empty folders either.</summary>
    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Those that are neither hidden nor the system's, but may be meant for pictures or go with them: how many of which ending, the most frequent first.</summary>
    private (string Ending, int Count)[] Endings => [.. _groups.Where(group => group.Key.Ending is not (Hidden or Nothing))
        .GroupBy(group => group.Key.Ending, (ending, groups) => (ending, groups.Sum(group => group.Value)))
        .OrderByDescending(group => group.Item2).ThenBy(group => group.ending, StringComparer.Ordinal)];

    /// <summary>Counts a file.</summary>
    /// <param name="parts">The parts of its name.</param>
    /// <param name="isHidden">Whether one of them is hidden.</param>
    public void Add(ReadOnlySpan<string> parts, bool isHidden)
    {
        var isSystem = parts.IsEmpty || isHidden || IsSystemFile(parts[^1]);
        Add((isSystem ? "" : string.Concat(parts[..^1].ToArray().Select(part => part + "/")), isSystem ? Hidden : EndingOf(parts[^1])), 1);
    }

    /// <summary>Whether a file is one that systems make for themselves.</summary>
    /// <param name="name">Its name, without folders.</param>
    public static bool IsSystemFile(string name) => _systemFiles.Contains(name);

    /// <summary>Remembers a folder in which there is nothing: it may be a class's.</summary>
    /// <param name="folder">Its name, followed by '/'.</param>
    public void AddEmptyFolder(string folder)
    {
        if (_groups.Count < MostGroups)
        {
            _groups[(folder, Nothing)] = 0;
        }
    }

    /// <summary>Counts what another source has counted.</summary>
    /// <param name="others">Its files.</param>
    /// <param name="shard">The shard that it is, followed by '/'.</param>
    public void Add(OtherFiles others, string shard)
    {
        foreach (var ((folder, ending), count) in others._groups)
        {
            Add((ending == Hidden ? "" : shard + folder, ending), count);
        }
    }

    /// <summary>What is to be said of them; null where all are hidden.</summary>
    /// <param name="set">What the set is called.</param>
    public string? Describe(string set)
    {
        var endings = Endings;
        var count = endings.Sum(ending => ending.Count);
        var mayBePictures = endings.Any(ending => !_sideFiles.Contains(ending.Ending));
        return count == 0 ? null
            : $"{count:N0} {(count == 1 ? "file" : "files")} in the {set} set {(count == 1 ? "is no picture that is" : "are no pictures that are")} read, and left out: {List(endings)}"
                + (mayBePictures ? "; convert what is a picture to JPEG or PNG" : "");
    }

    /// <summary>How many of which ending there are, in a few words.</summary>
    public string Describe() => List(Endings) is { Length: > 0 } list ? list : $"{Count:N0} {Hidden}";

    /// <summary>Class folders that hold files that may be meant for pictures, and no picture.</summary>
    /// <param name="wrappers">What the class folders lie in: of each shard, its name and the folders around them.</param>
    /// <param name="classes">The classes of the pictures.</param>
    /// <returns>The name of each, whether its files are pictures of a kind that is not read, and how many of which ending there are.</returns>
    public IEnumerable<(string Class, bool ArePictures, string Files)> FindClassesWithout(IReadOnlyList<string> wrappers, IReadOnlySet<string> classes) =>
        from grouped in _groups
        let folder = grouped.Key.Folder
        let wrapper = wrappers.FirstOrDefault(each => folder.Length > each.Length && folder.StartsWith(each, StringComparison.Ordinal))
        where wrapper is not null && !_sideFiles.Contains(grouped.Key.Ending)
        group (grouped.Key.Ending, Count: grouped.Value) by folder[wrapper.Length..folder.IndexOf('/', wrapper.Length)] into named
        where !classes.Contains(named.Key)
        orderby named.Key
        select (named.Key, named.Any(file => _pictures.Contains(file.Ending)), List([.. named.GroupBy(file => file.Ending, (ending, files) => (ending, files.Sum(file => file.Count)))]));

    private static string EndingOf(string name) => System.IO.Path.GetExtension(name).ToLowerInvariant() switch
    {
        { Length: 0 } => NoEnding,
        { Length: <= LongestEnding } ending => PrintableText.Of(ending),
        _ => OtherEnding,
    };

    private static string List((string Ending, int Count)[] endings)
    {
        var listed = string.Join(", ", endings.Take(MostListed).Select(ending => ending.Count > 0 ? $"{ending.Count:N0} {ending.Ending}" : ending.Ending));
        return endings.Length > MostListed ? $"{listed} and {endings.Skip(MostListed).Sum(ending => ending.Count):N0} {OtherEnding}" : listed;
    }

    private void Add((string Folder, string Ending) group, int count)
    {
        group = _groups.Count < MostGroups || _groups.ContainsKey(group) ? group : ("", group.Ending == Hidden ? Hidden : OtherEnding);
        _groups[group] = _groups.GetValueOrDefault(group) + count;
        Count += count;
    }
}
