using System.Text.RegularExpressions;

namespace NoisyStudent.Datasets.Sources;

/// <summary>Several archives, folders or files as one set: <c>shards-{000..127}.tar</c>. A picture's name begins with its shard's.</summary>
internal sealed partial class ShardSource : PictureSource
{
    private const int MostShards = 10_000;

    private readonly List<(string Name, PictureSource Source)> _shards = [];

    /// <summary>Opens all shards.</summary>
    /// <param name="pattern">A path with a range in braces; zeros in front make all numbers as long.</param>
    /// <param name="shards">What <see cref="Find"/> found there.</param>
    /// <param name="output">A folder whose pictures are left out; null for none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="NoisyStudentException">A shard cannot be opened.</exception>
    public ShardSource(string pattern, IReadOnlyList<(string Name, string Path)> shards, string? output, CancellationToken cancellationToken)
        : base(pattern)
    {
        try
        {
            foreach (var (name, path) in shards)
            {
                _shards.Add((name, Open(path, output, cancellationToken)));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public override int? Total => _shards.All(shard => shard.Source.Total is not null) ? _shards.Sum(shard => shard.Source.Total) : null;

    public override OtherFiles OtherFiles
    {
        get
        {
            var all = new OtherFiles();
            _shards.ForEach(shard => all.Add(shard.Source.OtherFiles, shard.Name));
            return all;
        }
    }

    public override int OtherFileCount => _shards.Sum(shard => shard.Source.OtherFileCount);

    public override string Ending => _shards[0].Source.Ending;

    public override List<string> Remarks => [.. _shards.SelectMany(shard => shard.Source.Remarks)];

    /// <summary>The shards of a set, each with its name, followed by '/', and its path; null where the path is no range of shards.</summary>
    /// <param name="pattern">A path, perhaps with a range in braces.</param>
    /// <exception cref="NoisyStudentException">A shard is missing.</exception>
    public static IReadOnlyList<(string Name, string Path)>? Find(string pattern)
    {
        if (File.Exists(pattern) || Directory.Exists(pattern) || !RangeIn(pattern).Success)
        {
            return null;
        }

        var paths = Expand(pattern);
        var missing = paths.FindAll(path => !File.Exists(path) && !Directory.Exists(path));
        if (missing.Count > 0)
        {
            throw new NoisyStudentException(
                $"{missing.Count:N0} of the {paths.Count:N0} shards of {pattern} {(missing.Count == 1 ? "is" : "are")} missing: "
                + $"{ClassFolders.List(missing)}; put them there, or give the range that is there.");
        }

        // What lies above the first number is the same for all, and no part of a shard's name.
        var folder = pattern.LastIndexOfAny(['/', System.IO.Path.DirectorySeparatorChar], RangeIn(pattern).Index) + 1;
        return paths.ConvertAll(path => ($"{path[folder..].Replace(System.IO.Path.DirectorySeparatorChar, '/')}/", path));
    }

    public override IEnumerable<PictureName> Names() =>
        _shards.SelectMany(shard => shard.Source.Names().Select(name => name with { Shard = shard.Name }));

    public override IEnumerable<PictureEntry> Entries()
    {
        foreach (var (name, source) in _shards)
        {
            foreach (var entry in source.Entries())
            {
                entry.Name = entry.Name with { Shard = name };
                yield return entry;
            }
        }
    }

    public override void RequireClasses() => _shards.ForEach(shard => shard.Source.RequireClasses());

    public override void Dispose()
    {
        _shards.ForEach(shard => shard.Source.Dispose());
        base.Dispose();
    }

    private static List<string> Expand(string pattern)
    {
        var range = RangeIn(pattern);
        var (first, last) = (range.Groups["first"].Value, range.Groups["last"].Value);
        var (from, to) = (int.Parse(first), int.Parse(last));
        if (to < from || to - from >= MostShards)
        {
            throw new NoisyStudentException(
                $"The shards of {pattern} cannot be listed: give the lower number first, and at most {MostShards:N0} shards.");
        }

        var isPadded = (first.Length > 1 && first[0] == '0') || (last.Length > 1 && last[0] == '0');
        var format = $"D{(isPadded ? Math.Max(first.Length, last.Length) : 1)}";
        return [.. Enumerable.Range(from, to - from + 1).Select(
            number => $"{pattern[..range.Index]}{number.ToString(format)}{pattern[(range.Index + range.Length)..]}")];
    }

    private static Match RangeIn(string path) => Range().Match(path);

    [GeneratedRegex(@"\{(?<first>[0-9]{1,9})\.\.(?<last>[0-9]{1,9})\}")]
    private static partial Regex Range();
}
