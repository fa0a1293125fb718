using System.Text.RegularExpressions;
using NoisyStudent.Datasets.Sources;

namespace NoisyStudent.Datasets;

/// <summary>
/// Finds the folders around the class folders: what one gets when a folder is packed as a whole. Shards may have one each, of names of their own;
/// but a shard may as well hold one class folder alone, and both look the same where there are folders in that one, too.
/// </summary>
internal sealed partial class ShardWrappers
{
    private readonly Dictionary<string, Shard> _shards = new(StringComparer.Ordinal);

    /// <summary>Looks at the pictures of a set.</summary>
    /// <param name="path">The set, for messages.</param>
    /// <param name="names">Their names.</param>
    /// <exception cref="NoisyStudentException">It cannot be told what the classes are.</exception>
    public ShardWrappers(string path, IEnumerable<PictureName> names)
    {
        foreach (var group in names.GroupBy(name => name.Shard, name => name.File))
        {
            _shards.Add(group.Key, new Shard(group.Key, [.. group]));
        }

        while (PassOver(path))
        {
        }
    }

    /// <summary>The folders around the class folders of a shard, each followed by '/'; empty where there are none.</summary>
    /// <param name="shard">The shard's name.</param>
    public string this[string shard] => _shards[shard].Wrapper;

    /// <summary>The outermost folders of shards that differ from shard to shard and are passed over.</summary>
    public IReadOnlyList<string> Different { get; private set; } = [];

    // Passes over the outermost folders of some shards, if they are no classes.
    private bool PassOver(string path)
    {
        var around = _shards.Values.Where(shard => shard.Outer is not null).ToArray();
        var names = around.Select(shard => shard.Outer!).Distinct().ToArray();
        if (around.Length == 0)
        {
            return false;
        }

        // All in one folder.
        if (around.Length == _shards.Count && names.Length == 1)
        {
            return Open(around);
        }

        var named = around.Where(shard => shard.IsNamedAsShard).ToArray();
        if (named.Length > 0)
        {
            return Tell(named);
        }

        // Folders beside each other are classes, and so is a folder of their name that is alone in its shard.
        var classes = _shards.Values.Except(around).SelectMany(shard => shard.Folders).ToHashSet(StringComparer.Ordinal);
        var doubtful = around.Where(shard => !classes.Contains(shard.Outer!)).ToArray();
        var shared = doubtful.Where(shard => shard.Inner.Any(inner =>
            classes.Contains(inner) || doubtful.Any(other => other.Outer != shard.Outer && other.Inner.Contains(inner)))).ToArray();
        var areNumbered = doubtful.Length > 1 && doubtful.Select(shard => Number().Replace(shard.Outer!, "#")).Distinct().ToArray() is [not "#"];
        if (doubtful.Length == 0 || (shared.Length == 0 && !areNumbered))
        {
            return false;
        }

        return shared.Length == doubtful.Length && (areNumbered || classes.Count > 0)
            ? Tell(doubtful)
            : throw new NoisyStudentException(
                $"It cannot be told whether {ClassFolders.List([.. doubtful.Select(shard => shard.Outer!).Distinct()])} in the shards of {path} are classes or folders around "
                + $"classes such as {ClassFolders.List([.. doubtful.SelectMany(shard => shard.Inner).Distinct().Take(2)])}: pack the shards so that each begins with the class folders.");
    }

    private bool Tell(Shard[] shards)
    {
        Different = [.. Different, .. shards.Select(shard => shard.Outer!).Distinct()];
        return Open(shards);
    }

    private static bool Open(Shard[] shards)
    {
        Array.ForEach(shards, shard => shard.PassOver());
        return true;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    private sealed class Shard
    {
        private readonly string _name;
        private readonly string[] _files;
        private int _start;

        public Shard(string name, string[] files)
        {
            (_name, _files) = (name, files);
            Look();
        }

        /// <summary>The folders around the class folders, as far as they are found.</summary>
        public string Wrapper => _files[0][.._start];

        /// <summary>The folder that everything lies in and that holds further folders; null where there is none.</summary>
        public string? Outer { get; private set; }

        /// <summary>The folders that are outermost.</summary>
        public HashSet<string> Folders { get; private set; } = [];

        /// <summary>The folders in <see cref="Outer"/>.</summary>
        public HashSet<string> Inner { get; private set; } = [];

        /// <summary>Whether the outermost folder is called as the shard is: what one gets when a folder is packed as a whole.</summary>
        public bool IsNamedAsShard
        {
            get
            {
                var file = _name.TrimEnd('/').Split('/')[^1];
                return Outer is not null && (file == Outer || file.StartsWith($"{Outer}.", StringComparison.Ordinal));
            }
        }

        public void PassOver()
        {
            _start += Outer!.Length + 1;
            Look();
        }

        private void Look()
        {
            Folders = Parts(_start);
            Outer = Folders.Count == 1 && _files.All(file => file.IndexOf('/', _start) >= 0) ? Folders.Single() : null;
            Inner = Outer is null ? [] : Parts(_start + Outer.Length + 1);
            Outer = Inner.Count > 0 ? Outer : null;
        }

        private HashSet<string> Parts(int start) => _files
            .Where(file => file.IndexOf('/', start) >= 0)
            .Select(file => file[start..file.IndexOf('/', start)])
            .ToHashSet(StringComparer.Ordinal);
    }
}
