namespace NoisyStudent.Datasets;

/// <summary>The blocks of a set in memory.</summary>
/// <param name="images">The set.</param>
/// <param name="blockSize">How many pictures a block has, at least 1; the last one may have fewer.</param>
internal sealed class ImageBlocks(ImageSet images, int blockSize) : IPictureBlocks
{
    public int Archives => 1;

    public int? CountPictures() => images.Count;

    /// <summary>Names alone tell blocks apart: whoever has the set in memory answers for its pixels.</summary>
    public IEnumerable<PictureBlock> Read(int archive, Func<BlockPlace, Func<string>, bool> isWanted, CancellationToken cancellation = default)
    {
        foreach (var (number, places) in Enumerable.Range(0, images.Count).Chunk(blockSize).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var (place, names) = (new BlockPlace(archive, number), PictureHash.OfNames(places.Select(each => images.Names[each])));
            if (isWanted(place, () => names))
            {
                yield return new PictureBlock(place, names, names, images.Subset(places));
            }
        }
    }
}
