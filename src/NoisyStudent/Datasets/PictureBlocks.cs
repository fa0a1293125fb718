using System.Globalization;
using NoisyStudent.Datasets.Names;

namespace NoisyStudent.Datasets;

/// <summary>Where a block of pictures lies in its set.</summary>
/// <param name="Archive">The number of its archive, from 0, where the set is several.</param>
/// <param name="Number">Its number in the archive, from 0.</param>
public readonly record struct BlockPlace(int Archive, int Number);

/// <summary>A block of pictures that was read. What tells it from others is in two hashes, of which one takes no reading.</summary>
/// <param name="Place">Where it lies in its set.</param>
/// <param name="Stamp">The hash of the names, lengths and times of the picture files; in an archive, of the archive's length and time.</param>
/// <param name="Content">The hash of the names and bytes of the picture files, unreadable ones included.</param>
/// <param name="Images">Those that can be read.</param>
public sealed record PictureBlock(BlockPlace Place, string Stamp, string Content, ImageSet Images) : IDisposable
{
    /// <summary>Removes the file of the pixels.</summary>
    public void Dispose() => Images.Dispose();
}

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
    /// <param name="isWanted">Whether a block is to be read, by its place and, where that is asked for, its stamp; others are passed over.</param>
    /// <param name="settings">How to read pictures.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Each wanted block; where none of its pictures can be read, it is empty.</returns>
    /// <exception cref="NoisyStudentException">
    /// The archive cannot be read or has no picture, a block does not fit on the disk, or a picture is bad where <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    public IEnumerable<PictureBlock> Read(
        int archive, Func<BlockPlace, Func<string>, bool> isWanted, ReadingSettings settings, CancellationToken cancellationToken = default)
    {
        var (shard, path) = _archives[archive];
        using var source = PictureSource.Open(path, settings.LeaveOut, cancellationToken);
        source.Remark(settings.Note);
        using var entries = source.Entries().GetEnumerator();
        using var blocks = source.Outlines().Chunk(_blockSize).GetEnumerator();
        if (!entries.MoveNext())
        {
            throw DatasetReader.RefuseEmpty(source);
        }

        var more = true;
        for (var place = new BlockPlace(archive, 0); more && blocks.MoveNext(); place = place with { Number = place.Number + 1 })
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var block = new BlockSource(path, entries, _blockSize, shard);
            var stamp = new Lazy<string>(() => PictureHash.OfNames([shard, TimeOf(path), .. blocks.Current.Select(outline => outline())]));
            if (isWanted(place, () => stamp.Value))
            {
                using var hash = new PictureHash();
                var images = DatasetReader.ReadSome(block, settings with { Hash = hash }, cancellationToken);
                yield return new PictureBlock(place, stamp.Value, hash.Finish(), images);
            }
            else
            {
                _ = block.Entries().Count();
            }

            more = block.HasMore;
        }

        DatasetReader.TellOfOthers(source, settings);
    }

    /// <summary>Length and time of an archive; nothing of a folder, whose files have their own.</summary>
    private static string TimeOf(string path)
    {
        var file = new FileInfo(RealPath.Of(path));
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.Length} {file.LastWriteTimeUtc.Ticks}") : "";
    }
}
