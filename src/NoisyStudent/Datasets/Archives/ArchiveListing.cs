namespace NoisyStudent.Datasets.Archives;

/// <summary>A name that a file would have if the archive were unpacked.</summary>
/// <param name="Name">The path, with '/' between directories.</param>
/// <param name="Member">The number of the member that holds the content; below 0 for a link that leads to none.</param>
/// <param name="Target">Where the link leads, where it leads to no member.</param>
internal readonly record struct ArchivedFile(string Name, int Member, string Target = "")
{
    /// <summary>Why there is no content.</summary>
    public string Reason => $"a link to {Target}, which is not in the archive";
}

/// <summary>
/// What a folder would hold if an archive were unpacked into it: of two members of one name the later one counts, and links lead to what
/// the archive itself holds, never out of it.
/// </summary>
/// <param name="path">The archive, for messages.</param>
internal sealed class ArchiveListing(string path)
{
    // The number of a file's member, or the complement of a link's number.
    private readonly OrderedDictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly List<ArchiveLink> _links = [];
    private readonly List<string> _folders = [];

    /// <summary>How many members a later one of the same name takes the place of.</summary>
    public int Replaced { get; private set; }

    /// <summary>One of their names.</summary>
    public string LastReplaced { get; private set; } = "";

    /// <summary>Adds a file.</summary>
    public void AddFile(string name, int member) => Add(name, member);

    /// <summary>Adds a folder, which need not hold anything.</summary>
    public void AddFolder(string name) => _folders.Add(Clean(name));

    /// <summary>Adds a link whose target is a path from where the link lies.</summary>
    public void AddSymbolicLink(string name, string target) => AddLink(name, new ArchiveLink(target, FromRoot: false));

    /// <summary>Adds a second name of what has the first one now, or, where nothing has, will have.</summary>
    public void AddHardLink(string name, string target)
    {
        if (_names.TryGetValue(Clean(target), out var content))
        {
            Add(name, content);
        }
        else
        {
            AddLink(name, new ArchiveLink(Clean(target), FromRoot: true));
        }
    }

    /// <summary>All files, and links that lead nowhere.</summary>
    /// <exception cref="NoisyStudentException">Links lead to folders in too many ways.</exception>
    public IEnumerable<ArchivedFile> Files() => _links.Count == 0
        ? _names.Select(item => new ArchivedFile(item.Key, item.Value))
        : new ArchiveTree(path, _names, _links, _folders).Files();

    /// <summary>The folders in which there is nothing.</summary>
    public IEnumerable<string> EmptyFolders()
    {
        var full = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in _folders.Count == 0 ? [] : _names.Keys.Concat(_folders))
        {
            for (var end = name.LastIndexOf('/'); end > 0 && full.Add(name[..end]); end = name.LastIndexOf('/', end - 1))
            {
            }
        }

        return _folders.Where(folder => folder.Length > 0 && !full.Contains(folder));
    }

    private void AddLink(string name, ArchiveLink link)
    {
        _links.Add(link);
        Add(name, ~(_links.Count - 1));
    }

    private void Add(string name, int content)
    {
        if (Clean(name) is { Length: > 0 } clean)
        {
            if (!_names.TryAdd(clean, content))
            {
                _names[clean] = content;
                Replaced++;
                LastReplaced = clean;
            }
        }
    }

    private static string Clean(string name) =>
        string.Join('/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."));
}

/// <summary>A link in an archive.</summary>
/// <param name="Target">Where it leads.</param>
/// <param name="FromRoot">Whether the target is a path in the archive, not one from where the link lies.</param>
internal readonly record struct ArchiveLink(string Target, bool FromRoot);
