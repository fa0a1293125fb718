namespace NoisyStudent.Datasets.Archives;

/// <summary>The folders of an archive, through which its links lead: as in a folder on disk, but never out, never in circles.</summary>
internal sealed class ArchiveTree
{
    // As many as Linux follows.
    private const int MostLinks = 40;

    // Links between a dozen folders make millions of ways. What they may add is bounded by what the archive holds anyway.
    private const int MostLetters = 1_000_000;
    private const int MostTimes = 10;

    // Each takes memory, and a path of a kilobyte can name hundreds.
    private const int MostFolders = 1_000_000;

    private readonly string _path;
    private readonly IReadOnlyDictionary<string, int> _names;
    private readonly IReadOnlyList<ArchiveLink> _links;
    private readonly Node _root = new(null);
    private long _room = MostLetters;
    private int _foldersMade;

    /// <summary>Builds the tree.</summary>
    /// <param name="path">The archive, for messages.</param>
    /// <param name="names">Each name with the number of its member, or the complement of its link's.</param>
    /// <param name="links">The links.</param>
    /// <param name="folders">Folders that are named by themselves.</param>
    /// <exception cref="InvalidDataException">There are far too many folders.</exception>
    public ArchiveTree(string path, IReadOnlyDictionary<string, int> names, IReadOnlyList<ArchiveLink> links, IEnumerable<string> folders)
    {
        (_path, _names, _links) = (path, names, links);
        foreach (var folder in folders)
        {
            Open(Place(folder));
        }

        foreach (var (name, content) in names)
        {
            Place(name).Content = content;
            _room += MostTimes * name.Length;
        }
    }

    /// <summary>All files under all names that they have, and links that lead nowhere.</summary>
    public IEnumerable<ArchivedFile> Files()
    {
        var added = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, content) in _names)
        {
            if (content >= 0)
            {
                yield return new ArchivedFile(name, content);
                continue;
            }

            // A name that a member has by itself goes before one that a link to a folder gives.
            foreach (var file in Follow(name, content).Where(file => file.Name == name || (!_names.ContainsKey(file.Name) && added.Add(file.Name))))
            {
                yield return file;
            }
        }
    }

    private List<ArchivedFile> Follow(string name, int content)
    {
        var files = new List<ArchivedFile>();
        var open = new Stack<(string Prefix, Node Folder, Way Way)>();
        var folder = Place(name).Folder!;
        FollowLink(name, content, folder, WayTo(folder));
        while (open.TryPop(out var at))
        {
            foreach (var (part, node) in at.Folder.Items!)
            {
                var longer = at.Prefix + part;
                _room -= longer.Length;
                if (_room < 0)
                {
                    throw new NoisyStudentException($"Links in {_path} lead to its folders in too many ways: pack it without the links.");
                }

                if (node.Content is >= 0)
                {
                    files.Add(new ArchivedFile(longer, node.Content.Value));
                }
                else if (node.Content is { } link)
                {
                    FollowLink(longer, link, at.Folder, at.Way);
                }

                Enter(longer, node, at.Way);
            }
        }

        return files;

        void FollowLink(string from, int number, Node at, Way way)
        {
            var link = _links[~number];
            var left = MostLinks;
            var target = Resolve(link.FromRoot ? _root : at, link.Target, ref left);
            if (target is { Content: null, Items: not null })
            {
                Enter(from, target, way);
            }
            else
            {
                files.Add(target?.Content is { } member ? new ArchivedFile(from, member) : new ArchivedFile(from, -1, link.Target));
            }
        }

        void Enter(string from, Node node, Way way)
        {
            if (node.Items is not null && !way.Leads(node))
            {
                open.Push(($"{from}/", node, new Way(node, way)));
            }
        }
    }

    /// <summary>What a path leads to, all links on the way followed; null where it leads out of the archive, to nothing or in a circle.</summary>
    private Node? Resolve(Node from, string target, ref int left)
    {
        var at = target.StartsWith('/') ? null : from;
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != "."))
        {
            at = part == ".." ? at?.Folder : at?.Items?.GetValueOrDefault(part);
            if (at?.Content is { } content && content < 0)
            {
                var link = _links[~content];
                at = left-- > 0 ? Resolve(link.FromRoot ? _root : at.Folder!, link.Target, ref left) : null;
            }

            if (at is null)
            {
                return null;
            }
        }

        return at;
    }

    private Node Place(string name)
    {
        var node = _root;
        foreach (var part in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var items = Open(node);
            if (!items.TryGetValue(part, out var item))
            {
                items.Add(part, item = new Node(node));
            }

            node = item;
        }

        return node;
    }

    private Dictionary<string, Node> Open(Node folder)
    {
        if (folder.Items is null && ++_foldersMade > MostFolders + _names.Count)
        {
            throw new InvalidDataException("it has many more folders than files");
        }

        return folder.Items ??= new Dictionary<string, Node>(StringComparer.Ordinal);
    }

    private static Way WayTo(Node folder)
    {
        Way? way = null;
        for (var node = folder; node is not null; node = node.Folder)
        {
            way = new Way(node, way);
        }

        return way!;
    }

    private sealed class Node(Node? folder)
    {
        public Node? Folder { get; } = folder;

        public Dictionary<string, Node>? Items { get; set; }

        public int? Content { get; set; }
    }

    /// <summary>The folders from the root to here, through links and without.</summary>
    private sealed record Way(Node Folder, Way? Before)
    {
        public bool Leads(Node folder)
        {
            for (var way = this; way is not null; way = way.Before)
            {
                if (way.Folder == folder)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
