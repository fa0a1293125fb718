namespace NoisyStudent.Datasets.Sources;

/// <summary>The next pictures of a source that is met from its beginning to its end.</summary>
/// <param name="path">The folder or archive.</param>
/// <param name="entries">Stands on the first picture of the block; afterwards on the first one of the next.</param>
/// <param name="size">How many pictures at most.</param>
/// <param name="shard">The shard that the pictures lie in, followed by '/'; empty where there are none.</param>
internal sealed class BlockSource(string path, IEnumerator<PictureEntry> entries, int size, string shard) : PictureSource(path)
{
    public override int? Total => null;

    /// <summary>Whether there are pictures after the block, once it was met.</summary>
    public bool HasMore { get; private set; } = true;

    public override IEnumerable<PictureEntry> Entries()
    {
        for (var i = 0; i < size && HasMore; i++)
        {
            entries.Current.Name = entries.Current.Name with { Shard = shard };
            yield return entries.Current;
            HasMore = entries.MoveNext();
        }
    }
}
