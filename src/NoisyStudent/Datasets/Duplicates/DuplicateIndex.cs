namespace NoisyStudent.Datasets.Duplicates;

/// <summary>How alike two pictures are.</summary>
internal enum Likeness
{
    /// <summary>They have the same pixels.</summary>
    Exact,

    /// <summary>They show the same, with other pixels.</summary>
    Near,
}

/// <summary>A picture that is there before.</summary>
/// <param name="Index">Its place among those that were looked through.</param>
/// <param name="Likeness">How alike it is.</param>
internal readonly record struct Duplicate(int Index, Likeness Likeness);

/// <summary>Pictures among which duplicates of other ones are looked for, many at a time.</summary>
internal sealed class DuplicateIndex
{
    private readonly PictureFingerprint[] _pictures;
    private readonly Dictionary<UInt128, int> _first = [];
    private readonly SketchIndex _near;

    /// <summary>Makes the index.</summary>
    /// <param name="pictures">The pictures.</param>
    public DuplicateIndex(IEnumerable<PictureFingerprint> pictures)
    {
        _pictures = [.. pictures];
        foreach (var (index, picture) in _pictures.Index())
        {
            _first.TryAdd(picture.ExactHash, index);
        }

        _near = new SketchIndex(
            from each in _pictures.Index() where each.Item.Sketch is not null select (each.Index, each.Item.Sketch!.Value),
            PictureFingerprint.MostSketchDistance);
    }

    /// <summary>The pictures.</summary>
    public IReadOnlyList<PictureFingerprint> Pictures => _pictures;

    /// <summary>Makes the index of a set, on all cores.</summary>
    /// <param name="images">The set.</param>
    /// <param name="cancellation">Stops it.</param>
    public static DuplicateIndex Of(ImageSet images, CancellationToken cancellation = default) => new(PictureFingerprint.OfAll(images, cancellation));

    /// <summary>A picture that another one is a duplicate of; an exact one, the first, where there is one. Null where there is none.</summary>
    /// <param name="picture">The other picture.</param>
    public Duplicate? Find(PictureFingerprint picture) => Find(picture, _pictures.Length);

    /// <summary>A picture before the one at a place that this is a duplicate of; null where there is none.</summary>
    /// <param name="index">The place.</param>
    public Duplicate? FindBefore(int index) => Find(_pictures[index], index);

    /// <summary>Each picture that repeats an earlier one.</summary>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<DuplicatePair> FindRepeated(CancellationToken cancellation = default) => FindPairs(_pictures.Length, FindBefore, cancellation);

    /// <summary>Each of other pictures that is among these.</summary>
    /// <param name="others">The other pictures.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<DuplicatePair> FindAll(IReadOnlyList<PictureFingerprint> others, CancellationToken cancellation = default) =>
        FindPairs(others.Count, each => Find(others[each]), cancellation);

    /// <summary>Each picture of another set that is among these; no fingerprint of it is kept.</summary>
    /// <param name="images">The other set, of the same image size.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<DuplicatePair> FindAll(ImageSet images, CancellationToken cancellation = default) =>
        FindPairs(images.Count, each => Find(PictureFingerprint.Of(images.Pixels(each), images.ImageSize)), cancellation);

    private static DuplicatePair[] FindPairs(int count, Func<int, Duplicate?> find, CancellationToken cancellation)
    {
        var found = new Duplicate?[count];
        ParallelWork.For(count, each => found[each] = find(each), cancellation);
        return
        [
            .. found.Index().Where(each => each.Item is not null)
                .Select(each => new DuplicatePair(each.Item!.Value.Index, each.Index, each.Item.Value.Likeness)),
        ];
    }

    private Duplicate? Find(PictureFingerprint picture, int end)
    {
        if (_first.TryGetValue(picture.ExactHash, out var first) && first < end)
        {
            return new Duplicate(first, Likeness.Exact);
        }

        if (picture.Sketch is not { } sketch)
        {
            return null;
        }

        foreach (var index in _near.Near(sketch, end))
        {
            if (picture.IsNear(_pictures[index]))
            {
                return new Duplicate(index, Likeness.Near);
            }
        }

        return null;
    }
}
