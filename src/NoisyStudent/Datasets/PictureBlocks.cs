using System.Globalization;
using NoisyStudent.Datasets.Names;
using NoisyStudent.Datasets.Sources;

namespace NoisyStudent.Datasets;

/// <summary>
/// The blocks of a set that is read as they are asked for, as it may be too large to be held at once: at a time, the names of one archive are in memory and
/// the pixels of one block on disk.
/// </summary>
internal sealed class PictureBlocks : IPictureBlocks
{
    private readonly IReadOnlyList<(string Name, string Path)> _archives;
    private readonly int _blockSize;
    private readonly ReadingSettings _settings;

    /// <summary>Finds the archives of a set.</summary>
    /// <param name="path">A folder, an archive, several of them, or a file that names pictures.</param>
    /// <param name="blockSize">How many pictures a block has, at least 1; the last one of an archive may have fewer.</param>
    /// <param name="settings">How to read pictures.</param>
    /// <exception cref="NoisyStudentException">A shard is missing.</exception>
    public PictureBlocks(string path, int blockSize, ReadingSettings settings)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        _archives = ShardSource.Find(path) ?? [("", path)];
        (_blockSize, _settings) = (blockSize, settings);
    }

    /// <inheritdoc/>
    public int Archives => _archives.Count;

    /// <inheritdoc/>
    public int? CountPictures()
    {
        if (Archives > 1)
        {
            return null;
        }

        using var source = PictureSource.Open(_archives[0].Path);
        return source.Total;
    }

    /// <inheritdoc/>
    public IEnumerable<PictureBlock> Read(int archive, Func<BlockPlace, Func<string>, bool> isWanted, CancellationToken cancellation = default)
    {
        var (shard, path) = _archives[archive];
        using var source = PictureSource.Open(path, _settings.LeaveOut, cancellation);
        source.Remark(_settings.Note);
        using var entries = source.Entries().GetEnumerator();
        using var blocks = source.Outlines().Chunk(_blockSize).GetEnumerator();
        if (!entries.MoveNext())
        {
            throw DatasetReader.RefuseEmpty(source);
        }

        var more = true;
        for (var place = new BlockPlace(archive, 0); more && blocks.MoveNext(); place = place with { Number = place.Number + 1 })
        {
            cancellation.ThrowIfCancellationRequested();
            using var block = new BlockSource(path, entries, _blockSize, shard);
            var stamp = new Lazy<string>(() => PictureHash.OfNames([shard, TimeOf(path), .. blocks.Current.Select(outline => outline())]));
            if (isWanted(place, () => stamp.Value))
            {
                using var hash = new PictureHash();
                using var images = DatasetReader.ReadSome(block, _settings with { Hash = hash }, cancellation);
                yield return new PictureBlock(place, stamp.Value, hash.Finish(), images);
            }
            else
            {
                _ = block.Entries().Count();
            }

            more = block.HasMore;
        }

        DatasetReader.TellOfOthers(source, _settings);
    }

    /// <summary>Length and time of an archive; nothing of a folder, whose files have their own.</summary>
    private static string TimeOf(string path)
    {
        var file = new FileInfo(RealPath.Of(path));
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : "";
    }
}
