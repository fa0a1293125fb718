namespace NoisyStudent.Datasets;

/// <summary>Where a block of pictures lies in its set.</summary>
/// <param name="Archive">The number of its archive, from 0, where the set is several.</param>
/// <param name="Number">Its number in the archive, from 0.</param>
internal readonly record struct BlockPlace(int Archive, int Number);

/// <summary>A block of pictures that was read. What tells it from others is in two hashes, of which one takes no reading.</summary>
/// <param name="Place">Where it lies in its set.</param>
/// <param name="Stamp">The hash of the names, lengths and times of the picture files; in an archive, of the archive's length and time.</param>
/// <param name="Content">The hash of the names and bytes of the picture files, unreadable ones included.</param>
/// <param name="Images">Those that can be read.</param>
internal sealed record PictureBlock(BlockPlace Place, string Stamp, string Content, ImageSet Images);

/// <summary>A set of pictures that is gone through block by block.</summary>
internal interface IPictureBlocks
{
    /// <summary>How many archives the set is made of.</summary>
    int Archives { get; }

    /// <summary>How many pictures the set has; null where it is several archives.</summary>
    /// <exception cref="NoisyStudentException">The set cannot be read.</exception>
    int? CountPictures();

    /// <summary>An archive's blocks, one after the other in the order of its pictures. Each lasts until the next.</summary>
    /// <param name="archive">The archive's number, from 0.</param>
    /// <param name="isWanted">Whether a block is to be read, by its place and, where that is asked for, its stamp; others are passed over.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>Each wanted block; where none of its pictures can be read, it is empty.</returns>
    /// <exception cref="NoisyStudentException">
    /// The archive cannot be read or has no picture, a block does not fit on the disk, or a picture is bad where <see cref="BadImagePolicy.Fail"/> is asked for.
    /// </exception>
    IEnumerable<PictureBlock> Read(int archive, Func<BlockPlace, Func<string>, bool> isWanted, CancellationToken cancellation = default);
}
