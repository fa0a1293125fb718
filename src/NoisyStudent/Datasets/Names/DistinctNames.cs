namespace NoisyStudent.Datasets.Names;

/// <summary>
/// The names that a set gives its pictures and classes. Unicode writes many letters in two ways that look the same, and macOS writes the other one:
/// names are given in form C (NFC), so that a class is one class whichever system wrote it down. Two names in one folder that would become the
/// same stay as they are.
/// </summary>
internal sealed class DistinctNames
{
    // What lies deeper is no picture of anybody's, and would take memory for each folder.
    private const int MostFolders = 32;

    private readonly Dictionary<(int Folder, string Part), int> _folders = [];
    private readonly Dictionary<(int Folder, string Shown), string> _first = [];
    private readonly HashSet<(int Folder, string Shown)> _alike = [];
    private readonly int _guesses;
    private readonly string _firstGuess = "";

    /// <summary>Goes through the names.</summary>
    /// <param name="names">All of them as they were found, with '/' between directories.</param>
    public DistinctNames(IReadOnlyCollection<string> names)
    {
        foreach (var name in names.Where(IsChanged))
        {
            if (NameBytes.IsGuess(name))
            {
                _guesses++;
                _firstGuess = _guesses == 1 || string.CompareOrdinal(name, _firstGuess) < 0 ? name : _firstGuess;
            }

            if (!IsDeep(name))
            {
                Add(name);
            }
        }

        // The others matter where they lie beside one that changes.
        foreach (var name in _first.Count == 0 ? [] : names.Where(name => !IsChanged(name)))
        {
            Compare(name);
        }
    }

    /// <summary>What a name is given as.</summary>
    public string this[string name]
    {
        get
        {
            if (!IsChanged(name))
            {
                return name;
            }

            var (folder, isDeep) = (0, IsDeep(name));
            var parts = name.Split('/');
            for (var i = 0; i < parts.Length; i++)
            {
                var (part, shown) = (parts[i], Show(parts[i]));
                parts[i] = isDeep || _alike.Contains((folder, shown)) ? NameBytes.Spell(part) : shown;
                folder = isDeep ? 0 : _folders[(folder, part)];
            }

            return string.Join('/', parts);
        }
    }

    /// <summary>What is worth a line about the names.</summary>
    /// <param name="path">The set.</param>
    public IEnumerable<string> Remarks(string path)
    {
        if (_guesses > 0)
        {
            yield return $"{_guesses:N0} {(_guesses == 1 ? "picture" : "pictures")} in {path} {(_guesses == 1 ? "has a name" : "have names")} in an unknown encoding, read as code page 437: "
                + $"they may look odd ('{this[_firstGuess]}'), but no two become one; give them names in UTF-8 to have them right";
        }

        if (_alike.Count > 0)
        {
            yield return $"names in {path} look the same but are written with other bytes: {ClassFolders.List([.. _alike.Select(alike => alike.Shown)])}; "
                + "they are kept apart, so give them one name if they mean the same";
        }
    }

    private void Add(string name)
    {
        var folder = 0;
        foreach (var part in name.Split('/'))
        {
            var shown = (folder, Show(part));
            if (!_first.TryAdd(shown, part) && _first[shown] != part)
            {
                _alike.Add(shown);
            }

            _folders.TryAdd((folder, part), _folders.Count + 1);
            folder = _folders[(folder, part)];
        }
    }

    private void Compare(string name)
    {
        var folder = 0;
        foreach (var part in name.Split('/'))
        {
            if (_first.TryGetValue((folder, part), out var other) && other != part)
            {
                _alike.Add((folder, part));
            }

            if (!_folders.TryGetValue((folder, part), out folder))
            {
                return;
            }
        }
    }

    private static bool IsChanged(string name) => !ReferenceEquals(Show(name), name);

    private static bool IsDeep(string name) => name.AsSpan().Count('/') > MostFolders;

    // The same object where nothing changes.
    private static string Show(string name) => UnicodeForm.Compose(NameBytes.Text(name));
}
