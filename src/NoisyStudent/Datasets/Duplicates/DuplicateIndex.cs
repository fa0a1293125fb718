namespace NoisyStudent.Datasets.Duplicates;

/// <summary>How alike two pictures are.</summary>
public enum Likeness
{
    /// <summary>They have the same pixels.</summary>
    Exact,

    /// <summary>They show the same, with other pixels.</summary>
    Near,
}

/// <summary>A picture that is there before.</summary>
/// <param name="Index">Its place among those that were looked through.</param>
/// <param name="Likeness">How alike it is.</param>
public readonly record struct Duplicate(int Index, Likeness Likeness);

/// <summary>Pictures among which duplicates of other ones are looked for, many at a time.</summary>
public sealed class DuplicateIndex
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

    /// <summary>A picture that another one is a duplicate of; an exact one, the first, where there is one. Null where there is none.</summary>
    /// <param name="picture">The other picture.</param>
    public Duplicate? Find(PictureFingerprint picture) => Find(picture, _pictures.Length);

    /// <summary>A picture before the one at a place that this is a duplicate of; null where there is none.</summary>
    /// <param name="index">The place.</param>
    public Duplicate? FindBefore(int index) => Find(_pictures[index], index);

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
