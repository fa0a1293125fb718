namespace NoisyStudent.Datasets;

/// <summary>Where a block of pictures lies in its set.</summary>
/// <param name="Archive">The number of its archive, from 0, where the set is several.</param>
/// <param name="Number">Its number in the archive, from 0.</param>
public readonly record struct BlockPlace(int Archive, int Number);

/// <summary>
/// A set of pictures read block by block, for sets that are too large to be held at once: at a time, the names of one archive are in memory and the
/// pixels of one block on disk.
/// </summary>
public sealed class PictureBlocks
{
    private readonly IReadOnlyList<(string Name, string Path)> _archives;
    private readonly int _blockSize;

    /// <summary>Finds the archives of a set.</summary>
    /// <param name="path">A folder, an archive, several of them, or a file that names pictures.</param>
    /// <param name="blockSize">How many pictures a block has, at least 1; the last one of an archive may have fewer.</param>
    /// <exception cref="NoisyStudentException">A shard is missing.</exception>
    public PictureBlocks(string path, int blockSize)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(blockSize, 1);
        _archives = ShardSource.Find(path) ?? [("", path)];
        _blockSize = blockSize;
    }

    /// <summary>How many archives the set is made of.</summary>
    public int Archives => _archives.Count;

    /// <summary>How many pictures the set has; null where it is several archives.</summary>
    /// <exception cref="NoisyStudentException">The set cannot be read.</exception>
    public int? CountPictures()
    {
        if (Archives > 1)
        {
            return null;
        }

        using var source = PictureSource.Open(_archives[0].Path);
        return source.Total;
    }

    /// <summary>Reads an archive's blocks, one after the other in the order of its pictures. Dispose of each before the next.</summary>
    /// <param name="archive">The archive's number, from 0.</param>
    /// <param name="isWanted">Whether a block is to be read; others are passed over.</param>
    /// <param name="settings">How to read pictures.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Each wanted block; where none of its pictures can be read, it is empty.</returns>
    /// <exception cref="NoisyStudentException">
    /// The archive cannot be read or has no picture, a block does not fit on the disk, or a picture is bad where <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    public IEnumerable<(BlockPlace Place, ImageSet Images)> Read(
        int archive, Func<BlockPlace, bool> isWanted, ReadingSettings settings, CancellationToken cancellationToken = default)
    {
        var (shard, path) = _archives[archive];
        using var source = PictureSource.Open(path, settings.LeaveOut, cancellationToken);
        source.Remark(settings.Note);
        using var entries = source.Entries().GetEnumerator();
        if (!entries.MoveNext())
        {
            throw DatasetReader.RefuseEmpty(source);
        }

        var more = true;
        for (var place = new BlockPlace(archive, 0); more; place = place with { Number = place.Number + 1 })
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var block = new BlockSource(path, entries, _blockSize, shard);
            if (isWanted(place))
            {
                yield return (place, DatasetReader.ReadSome(block, settings, cancellationToken));
            }
            else
            {
                _ = block.Entries().Count();
            }

            more = block.HasMore;
        }

        DatasetReader.TellOfOthers(source, settings);
    }
}
